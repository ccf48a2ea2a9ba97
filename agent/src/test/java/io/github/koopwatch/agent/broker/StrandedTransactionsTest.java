/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class StrandedTransactionsTest {
    private static final KafkaConnection KAFKA = KafkaConnection.to(SharedBroker.bootstrap());

    private static TopicPartition topic(String name) throws Exception {
        try (Admin admin = KAFKA.openAdmin()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
        return new TopicPartition(name, 0);
    }

    private static KafkaProducer<String, String> producer(String transactions) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", SharedBroker.bootstrap());
        settings.put("transactional.id", transactions);
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    private static List<String> committed(TopicPartition partition) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = KAFKA.openConsumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int polls = 0; polls < 5; polls++) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(r -> values.add(new String(r.value(), StandardCharsets.US_ASCII)));
            }
        }
        return values;
    }

    private static ProducerState state(TopicPartition partition) throws Exception {
        try (Admin admin = KAFKA.openAdmin()) {
            return admin.describeProducers(List.of(partition))
                    .partitionResult(partition)
                    .get()
                    .activeProducers()
                    .get(0);
        }
    }

    @Test
    void commitMarker_ofAnOpenTransaction_showsItsRecordsToReadersOfCommittedOnes() throws Exception {
        TopicPartition partition = topic("stranded-commit");
        try (KafkaProducer<String, String> producer = producer("stranded-commit")) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(partition.topic(), "kept")).get();
            assertThat(committed(partition)).isEmpty();
            CommitMarker.write(SharedBroker.bootstrap(), partition, state(partition));
            assertThat(committed(partition)).containsExactly("kept");
            assertThat(state(partition).currentTransactionStartOffset()).isEmpty();
            producer.abortTransaction();
        }
    }

    @Test
    void settle_aTransactionThatItsCoordinatorHasOpen_isLeftToIt() throws Exception {
        TopicPartition partition = topic("stranded-open");
        try (KafkaProducer<String, String> producer = producer("stranded-open")) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(partition.topic(), "mine")).get();
            StrandedTransactions.settle(SharedBroker.bootstrap());
            assertThat(state(partition).currentTransactionStartOffset()).isPresent();
            producer.commitTransaction();
        }
        assertThat(committed(partition)).containsExactly("mine");
    }

    @Test
    void settle_nothingOpen_doesNothing() throws Exception {
        TopicPartition partition = topic("stranded-none");
        try (KafkaProducer<String, String> producer = producer("stranded-none")) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(partition.topic(), "done")).get();
            producer.commitTransaction();
        }
        assertThat(StrandedTransactions.settle(SharedBroker.bootstrap())).isZero();
        assertThat(committed(partition)).containsExactly("done");
    }
}
