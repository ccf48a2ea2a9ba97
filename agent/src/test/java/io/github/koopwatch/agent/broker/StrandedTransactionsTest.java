/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.junit.jupiter.api.Test;

class StrandedTransactionsTest {
    private static final KafkaConnection KAFKA = KafkaConnection.to(SharedBroker.bootstrap());
    private static final TransactionFakes FAKES = new TransactionFakes(SharedBroker.bootstrap());
    private static final TopicPartition OTHER = new TopicPartition("other", 0);

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

    private static OpenTransaction open(TopicPartition partition) throws Exception {
        return OpenTransaction.of(partition, state(partition));
    }

    private static boolean isOpen(TopicPartition partition) throws Exception {
        return OpenTransaction.isOpen(state(partition));
    }

    private static int look(int times) {
        try (StrandedTransactions transactions = new StrandedTransactions(SharedBroker.bootstrap())) {
            return IntStream.range(0, times).map(i -> transactions.look()).sum();
        }
    }

    private static Set<OpenTransaction> untraceable(int looks) {
        try (StrandedTransactions transactions = new StrandedTransactions(SharedBroker.bootstrap())) {
            IntStream.range(0, looks).forEach(i -> transactions.look());
            return transactions.untraceable();
        }
    }

    private static int settle() {
        try (StrandedTransactions transactions = new StrandedTransactions(SharedBroker.bootstrap())) {
            return transactions.settle();
        }
    }

    /** A transaction of epoch 36 that is open in a partition. */
    private static TopicPartition begun(String name, long producer) throws Exception {
        TopicPartition partition = topic(name);
        producer(name + "-makes-the-log").close();
        try (Admin admin = KAFKA.openAdmin()) {
            FAKES.begin(admin, partition, producer, 36, "left");
        }
        assertThat(isOpen(partition)).isTrue();
        assertThat(committed(partition)).isEmpty();
        return partition;
    }

    /** Its end as its coordinator wrote it down, and the other end of the transaction after it. */
    private static TopicPartition stranded(
            String name, long producer, TransactionState prepared, TransactionState complete) throws Exception {
        TopicPartition partition = begun(name, producer);
        boolean commit = prepared == TransactionState.PREPARE_COMMIT;
        FAKES.log(name, producer, 36, TransactionState.ONGOING, partition, OTHER);
        FAKES.log(name, producer, 37, prepared, partition, OTHER);
        FAKES.log(name, producer, 37, complete);
        FAKES.log(name, producer, 37, TransactionState.ONGOING, OTHER);
        FAKES.log(name, producer, 38, commit ? TransactionState.PREPARE_ABORT : TransactionState.PREPARE_COMMIT, OTHER);
        FAKES.log(name, producer, 38, commit ? TransactionState.COMPLETE_ABORT : TransactionState.COMPLETE_COMMIT);
        return partition;
    }

    private static TopicPartition committedButOpen(String name, long producer) throws Exception {
        return stranded(name, producer, TransactionState.PREPARE_COMMIT, TransactionState.COMPLETE_COMMIT);
    }

    private static TopicPartition abortedButOpen(String name, long producer) throws Exception {
        return stranded(name, producer, TransactionState.PREPARE_ABORT, TransactionState.COMPLETE_ABORT);
    }

    private static void send(TopicPartition partition, String value) throws Exception {
        try (KafkaProducer<String, String> producer = producer(partition.topic() + "-after")) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(partition.topic(), value)).get();
            producer.commitTransaction();
        }
    }

    /** The broker under test looks for itself. */
    private static void awaitItsEnd(TopicPartition partition) {
        await().until(() -> !isOpen(partition));
    }

    @Test
    void broker_committedAnEpochAgo_showsItsRecords() throws Exception {
        TopicPartition partition = committedButOpen("stranded-commit-before", 1_000_001);
        awaitItsEnd(partition);
        assertThat(committed(partition)).containsExactly("left");
    }

    @Test
    void broker_abortedAnEpochAgo_hidesItsRecordsAndLetsReadersOn() throws Exception {
        TopicPartition partition = abortedButOpen("stranded-abort-before", 1_000_002);
        awaitItsEnd(partition);
        send(partition, "next");
        assertThat(committed(partition)).containsExactly("next");
    }

    @Test
    void look_nothingCarriedOut_isLeft() throws Exception {
        TopicPartition partition = begun("stranded-unknown", 1_000_004);
        assertThat(look(3)).isZero();
        assertThat(isOpen(partition)).isTrue();
        assertThat(untraceable(2)).contains(open(partition));
        FAKES.log("stranded-unknown", 1_000_004, 36, TransactionState.ONGOING, partition);
        assertThat(untraceable(2)).doesNotContain(open(partition));
        FAKES.log("stranded-unknown", 1_000_004, 37, TransactionState.PREPARE_ABORT, partition);
        assertThat(look(3)).isZero();
        FAKES.log("stranded-unknown", 1_000_004, 37, TransactionState.COMPLETE_ABORT);
        awaitItsEnd(partition);
    }

    @Test
    void settle_committedAnEpochAgo_showsItsRecords() throws Exception {
        TopicPartition partition = committedButOpen("stranded-commit-settled", 1_000_005);
        settle();
        assertThat(committed(partition)).containsExactly("left");
    }

    @Test
    void settle_severalInOnePartition_finishesEach() throws Exception {
        TopicPartition partition = committedButOpen("stranded-several", 1_000_006);
        try (Admin admin = KAFKA.openAdmin()) {
            FAKES.begin(admin, partition, 1_000_007, 2, "second");
        }
        FAKES.log("stranded-second", 1_000_007, 2, TransactionState.ONGOING, partition);
        FAKES.log("stranded-second", 1_000_007, 3, TransactionState.PREPARE_COMMIT, partition);
        FAKES.log("stranded-second", 1_000_007, 3, TransactionState.COMPLETE_COMMIT);
        settle();
        assertThat(committed(partition)).containsExactly("left", "second");
    }

    @Test
    void ends_ofRealTransactions_areTheirOwnWhateverFollowed() throws Exception {
        TopicPartition partition = topic("stranded-real");
        List<OpenTransaction> begun = new ArrayList<>();
        try (KafkaProducer<String, String> producer = producer("stranded-real")) {
            for (boolean commit : new boolean[] {true, false, true}) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(partition.topic(), "x")).get();
                OpenTransaction open = open(partition);
                assertThat(end(open)).isEqualTo(TransactionTrace.End.UNDECIDED);
                begun.add(open);
                if (commit) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }
        assertThat(begun.stream().map(StrandedTransactionsTest::end))
                .containsExactly(
                        TransactionTrace.End.COMMITTED, TransactionTrace.End.ABORTED, TransactionTrace.End.COMMITTED);
    }

    private static TransactionTrace.End end(OpenTransaction transaction) {
        return TransactionLogReader.ends(SharedBroker.bootstrap(), List.of(transaction))
                .values()
                .iterator()
                .next();
    }

    @Test
    void ends_aFencedProducersTransaction_isAborted() throws Exception {
        TopicPartition partition = topic("stranded-fenced");
        try (KafkaProducer<String, String> fenced = producer("stranded-fenced")) {
            fenced.beginTransaction();
            fenced.send(new ProducerRecord<>(partition.topic(), "x")).get();
            OpenTransaction open = open(partition);
            producer("stranded-fenced").close();
            assertThat(end(open)).isEqualTo(TransactionTrace.End.ABORTED);
        }
    }

    @Test
    void commitMarker_ofAnOpenTransaction_showsItsRecordsToReadersOfCommittedOnes() throws Exception {
        TopicPartition partition = topic("stranded-commit");
        try (KafkaProducer<String, String> producer = producer("stranded-commit")) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(partition.topic(), "kept")).get();
            assertThat(committed(partition)).isEmpty();
            CommitMarker.write(SharedBroker.bootstrap(), open(partition));
            assertThat(committed(partition)).containsExactly("kept");
            assertThat(isOpen(partition)).isFalse();
            producer.abortTransaction();
        }
    }

    @Test
    void settle_aTransactionThatItsCoordinatorHasOpen_isLeftToIt() throws Exception {
        TopicPartition partition = topic("stranded-open");
        try (KafkaProducer<String, String> producer = producer("stranded-open")) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(partition.topic(), "mine")).get();
            settle();
            look(2);
            assertThat(isOpen(partition)).isTrue();
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
        assertThat(settle()).isZero();
        assertThat(committed(partition)).containsExactly("done");
    }
}
