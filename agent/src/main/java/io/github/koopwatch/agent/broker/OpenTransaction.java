/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.util.OptionalLong;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that is open in a partition.
 *
 * @param start offset of its first record there
 * @param coordinatorEpoch of the last marker of this producer there, 0 before the first
 */
record OpenTransaction(
        TopicPartition partition, long producerId, short producerEpoch, long start, int coordinatorEpoch) {
    /** Of a producer for which {@link #isOpen} holds. */
    static OpenTransaction of(TopicPartition partition, ProducerState producer) {
        OptionalLong start = producer.currentTransactionStartOffset();
        return new OpenTransaction(
                partition,
                producer.producerId(),
                (short) producer.producerEpoch(),
                start.orElseThrow(),
                Math.max(0, producer.coordinatorEpoch().orElse(0)));
    }

    static boolean isOpen(ProducerState producer) {
        return producer.currentTransactionStartOffset().isPresent();
    }
}
