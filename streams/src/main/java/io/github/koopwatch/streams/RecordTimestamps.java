/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's own timestamp. One before 1970, which only a topic that somebody else created can hold, counts as 1970: nothing that
 * is computed depends on it, and Kafka's own rule is to stop at it.
 */
public final class RecordTimestamps implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> message, long partitionTime) {
        return Math.max(0, message.timestamp());
    }
}
