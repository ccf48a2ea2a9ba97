/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.coordinator.transaction.TransactionLog;
import org.apache.kafka.coordinator.transaction.TransactionMetadata;

/**
 * What the coordinator of transactions wrote down of each. Asked over its protocol, it answers for the newest transaction
 * of a producer only.
 */
final class TransactionLogReader {
    static final String TOPIC = "__transaction_state";

    private static final Duration POLL = Duration.ofMillis(200);

    private TransactionLogReader() {}

    /** How each of these ended, by what is in the log now. */
    static Map<OpenTransaction, TransactionTrace.End> ends(String bootstrap, Collection<OpenTransaction> transactions) {
        Map<OpenTransaction, TransactionTrace> traces = new HashMap<>();
        transactions.forEach(transaction -> traces.put(transaction, new TransactionTrace(transaction)));
        try (KafkaConsumer<byte[], byte[]> log = open(bootstrap)) {
            read(log, traces.values());
        }
        Map<OpenTransaction, TransactionTrace.End> ends = new HashMap<>();
        traces.forEach((transaction, trace) -> ends.put(transaction, trace.end()));
        return ends;
    }

    private static KafkaConsumer<byte[], byte[]> open(String bootstrap) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void read(KafkaConsumer<byte[], byte[]> log, Collection<TransactionTrace> traces) {
        List<TopicPartition> partitions = log.partitionsFor(TOPIC).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        log.assign(partitions);
        log.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = log.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> log.position(end.getKey()) < end.getValue())) {
            log.poll(POLL).forEach(record -> take(record, traces));
        }
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, Collection<TransactionTrace> traces) {
        if (record.value() != null
                && TransactionLog.read(ByteBuffer.wrap(record.key()), ByteBuffer.wrap(record.value()))
                        instanceof TransactionLog.TxnRecord known) {
            TransactionMetadata transaction = known.metadata();
            traces.forEach(trace -> trace.take(known.transactionId(), transaction));
        }
    }
}
