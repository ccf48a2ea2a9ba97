/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/** Waits for what an administrative client was asked. */
final class KafkaAnswers {
    private KafkaAnswers() {}

    /** Throws the KafkaException that Kafka answered with. */
    static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
