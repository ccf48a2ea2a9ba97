/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.FreePorts;
import io.github.koopwatch.agent.broker.SharedBroker;
import io.github.koopwatch.contract.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class TopicAdminTest {
    private static final short ONE = 1;

    private static TopicAdmin open() {
        return TopicAdmin.open(KafkaConnection.to(SharedBroker.bootstrap()));
    }

    private static void create(NewTopic topic) throws Exception {
        try (Admin admin = KafkaConnection.to(SharedBroker.bootstrap()).openAdmin()) {
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    @Test
    void ensure_twice_makesEveryTopicOnceWithItsSettings() {
        Topics topics = new Topics("twice");
        try (TopicAdmin admin = open()) {
            assertThat(admin.ensure(topics, 2, ONE)).isEqualTo(2);
            assertThat(admin.ensure(topics, 5, ONE)).as("what exists counts").isEqualTo(2);

            Map<String, TopicState> found = admin.describe(topics);
            for (Topics.Topic wanted : topics.all()) {
                TopicState state = found.get(wanted.name());
                assertThat(state).as(wanted.name()).isNotNull();
                assertThat(state.partitions()).isEqualTo(2);
                assertThat(state.settings()).containsAllEntriesOf(wanted.settings());
            }
        }
    }

    /** A retry of a topic's first batch may come after its second, and is then out of order for ever. */
    @Test
    void ensure_newTopics_firstBatchesAreTakenAtOnce() {
        for (int i = 0; i < 5; i++) {
            Topics topics = new Topics("first-" + i);
            try (KafkaProducer<String, byte[]> producer =
                            KafkaConnection.to(SharedBroker.bootstrap()).openProducer();
                    TopicAdmin admin = open()) {
                admin.ensure(topics, 8, ONE);
                for (int n = 0; n < 200; n++) {
                    producer.send(new ProducerRecord<>(topics.snapshots(), "run-" + n, new byte[4096]));
                }
                producer.flush();
                assertThat(total(producer, "record-retry-total")).isZero();
                assertThat(total(producer, "record-error-total")).isZero();
            }
        }
    }

    private static double total(KafkaProducer<?, ?> producer, String metric) {
        return producer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(metric)
                        && entry.getKey().group().equals("producer-metrics"))
                .mapToDouble(entry -> (double) entry.getValue().metricValue())
                .sum();
    }

    @Test
    void ensure_atOnceInSeveralProcesses_agrees() throws Exception {
        Topics topics = new Topics("atonce");
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int partitions = i + 1;
                counts.add(pool.submit(() -> {
                    try (TopicAdmin admin = open()) {
                        return admin.ensure(topics, partitions, ONE);
                    }
                }));
            }
            int first = counts.get(0).get();
            assertThat(counts.get(1).get()).isEqualTo(first);
            assertThat(counts.get(2).get()).isEqualTo(first);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void ensure_runsNotCompacted_saysWhichSetting() throws Exception {
        Topics topics = new Topics("wrong");
        create(new NewTopic(topics.runs(), 1, ONE).configs(Map.of("cleanup.policy", "delete")));
        try (TopicAdmin admin = open()) {
            assertThatThrownBy(() -> admin.ensure(topics, 1, ONE))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("wrong.runs.v1 has cleanup.policy=delete, expected compact");
        }
    }

    @Test
    void ensure_tooManyReplicas_saysWhatIsNeeded() {
        Topics topics = new Topics("replicas");
        try (TopicAdmin admin = open()) {
            assertThatThrownBy(() -> admin.ensure(topics, 1, (short) 3))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("replicas.snapshots.v1 (")
                    .hasMessageContaining("message.timestamp.type=LogAppendTime")
                    .hasMessageContaining("3 replicas");
        }
    }

    /** As one does that has been started a moment ago on a busy machine. */
    @Test
    void ensure_kafkaThatListensAndDoesNotAnswer_isAskedAgain() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            PrimitiveIterator.OfLong seconds = LongStream.of(0, 60, 121).iterator();
            try (TopicAdmin admin = impatient(silent.getLocalPort(), () -> seconds.nextLong() * 1_000_000_000)) {
                assertThatThrownBy(() -> admin.ensure(new Topics("silent"), 1, ONE))
                        .isInstanceOf(BadInput.class)
                        .hasMessageContaining("no Kafka answers at 127.0.0.1:" + silent.getLocalPort());
            }
            assertThat(seconds.hasNext()).as("more may be asked").isFalse();
        }
    }

    @Test
    void ensure_nothingListens_isSaidAtOnce() {
        try (TopicAdmin admin = impatient(FreePorts.next(), () -> 0)) {
            assertThatThrownBy(() -> admin.ensure(new Topics("nowhere"), 1, ONE))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("no Kafka answers at 127.0.0.1:");
        }
    }

    private static TopicAdmin impatient(int port, LongSupplier clock) {
        Map<String, String> settings = Map.of("default.api.timeout.ms", "300", "request.timeout.ms", "200");
        return TopicAdmin.open(new KafkaConnection("127.0.0.1:" + port, settings), clock);
    }

    @Test
    void problems_fitTopics_none() {
        Topics topics = new Topics("fit");
        assertThat(TopicState.problems(topics, fit(topics))).isEmpty();
    }

    @Test
    void problems_otherPartitionCount_deadLettersAreFree() {
        Topics topics = new Topics("fit");
        Map<String, TopicState> found = fit(topics);
        found.put(topics.deadLetters(), new TopicState(topics.deadLetters(), 1, 1, 0, Map.of()));
        assertThat(TopicState.problems(topics, found)).isEmpty();

        found.put(topics.runs(), new TopicState(topics.runs(), 3, 1, 0, Map.of()));
        assertThat(TopicState.problems(topics, found))
                .singleElement()
                .asString()
                .contains("fit.runs.v1 has 3");
    }

    @Test
    void problems_retentionIsFree_recordSizeIsAtLeast() {
        Topics topics = new Topics("fit");
        Map<String, String> settings = new HashMap<>(topics.all().get(0).settings());
        settings.put("retention.ms", "1000");
        settings.put("max.message.bytes", "10000000");
        assertThat(problems(topics, settings)).isEmpty();
        settings.put("max.message.bytes", "1000");
        assertThat(problems(topics, settings)).singleElement().asString().contains("max.message.bytes=1000");
    }

    private static List<String> problems(Topics topics, Map<String, String> snapshotSettings) {
        Map<String, TopicState> found = fit(topics);
        found.put(topics.snapshots(), new TopicState(topics.snapshots(), 8, 1, 0, snapshotSettings));
        return TopicState.problems(topics, found);
    }

    private static Map<String, TopicState> fit(Topics topics) {
        Map<String, TopicState> found = new HashMap<>();
        topics.all().forEach(t -> found.put(t.name(), new TopicState(t.name(), 8, 1, 0, t.settings())));
        return found;
    }
}
