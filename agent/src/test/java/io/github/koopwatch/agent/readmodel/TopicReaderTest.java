/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.alert;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.previous;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicReaderTest {
    private static final SpectraQuery ALL =
            new SpectraQuery("r", INCARNATION, "weights", "monitor", Long.MIN_VALUE, Long.MAX_VALUE);

    private final Topics topics = new Topics("koopwatch");
    private final MovedClock clock = new MovedClock();
    private final FakeBroker broker = new FakeBroker();
    private final List<Long> latencies = new CopyOnWriteArrayList<>();
    private final List<String> forgotten = new CopyOnWriteArrayList<>();
    private final ReadModel model =
            new ReadModel(clock, Expiry.standard(), Limits.standard(), (run, i, step) -> forgotten.add(run), a -> {});
    private final TopicReader reader = new TopicReader(broker::open, topics, model, latencies::add, clock);

    private void create() {
        for (String topic : List.of(topics.runs(), topics.spectra(), topics.distances(), topics.events())) {
            broker.create(topic, 2);
        }
    }

    private void start() {
        reader.start();
        await().until(reader::caughtUp);
    }

    private int windows() {
        return model.spectra(ALL).windows().size();
    }

    @AfterEach
    void stop() {
        reader.close();
    }

    @Test
    void start_readsWhatIsThereAndIsCaughtUp() {
        create();
        broker.write(topics.runs(), "r", live("r", 99, START), START);
        broker.write(topics.runs(), "gone", live("gone", 99, START), START);
        broker.write(topics.runs(), "gone", null, START);
        broker.write(topics.spectra(), "r", window("r", 0), START);
        broker.write(topics.distances(), "r", previous("r", 0.1), START);
        broker.write(topics.events(), "r", alert("r", "Stall", 50, "firing"), START);
        assertThat(reader.caughtUp()).isFalse();
        start();

        assertThat(model.runs()).extracting(run -> run.run()).containsExactly("r");
        assertThat(windows()).isEqualTo(1);
        assertThat(model.groupDistances("g").orElseThrow()).hasSize(1);
        assertThat(model.events("r")).hasSize(1);
        assertThat(model.metrics().events()).containsEntry("Stall", 0L);
        assertThat(latencies).isEmpty();
        assertThat(reader.problem()).isEmpty();
    }

    @Test
    void start_ofARunsStates_onlyTheLastIsRead() {
        create();
        for (int i = 0; i < 5; i++) {
            broker.write(topics.runs(), 0, "r", new byte[] {'{'}, START);
            broker.write(topics.runs(), "gone", live("gone", 99, START), START);
        }
        broker.write(topics.runs(), "r", live("r", 99, START), START);
        broker.write(topics.runs(), "gone", null, START);
        start();
        assertThat(reader.malformed()).isZero();
        assertThat(model.runs()).extracting(run -> run.run()).containsExactly("r");
    }

    @Test
    void recordsAfterCatchUp_areNewsWithTheirLatency() {
        create();
        start();
        clock.advance(Duration.ofMillis(250));
        broker.write(topics.spectra(), "r", window("r", 0), START);
        broker.write(topics.events(), "r", alert("r", "Stall", 50, "firing"), START);
        await().until(() -> model.metrics().events().containsValue(1L));
        await().untilAsserted(() -> assertThat(latencies).containsExactly(250L));
    }

    @Test
    void malformedRecords_areCountedAndSkipped() {
        create();
        start();
        for (String bad : List.of("{", "null", "[]", "{}", "{\"run\":\"<b>\"}", "\u0000")) {
            byte[] bytes = bad.getBytes(StandardCharsets.UTF_8);
            broker.write(topics.runs(), 0, "r", bytes, START);
            broker.write(topics.spectra(), 0, "r", bytes, START);
            broker.write(topics.distances(), 1, "r", bytes, START);
            broker.write(topics.events(), 1, "r", bytes, START);
        }
        broker.write(topics.spectra(), "r", null, START);
        broker.write(topics.runs(), "other", live("r", 99, START), START);
        broker.write(topics.spectra(), "r", window("r", 0), START);
        await().untilAsserted(() -> assertThat(windows()).isEqualTo(1));
        await().untilAsserted(() -> assertThat(reader.malformed()).isEqualTo(26));
        assertThat(model.runs()).isEmpty();
    }

    @Test
    void brokerThatIsAwayAtTheStart_isAskedUntilItAnswers() {
        broker.away = true;
        create();
        reader.start();
        await().until(() -> broker.opened() >= 2);
        assertThat(reader.problem()).contains("no broker there");
        assertThat(reader.caughtUp()).isFalse();
        broker.away = false;
        await().until(reader::caughtUp);
        assertThat(reader.problem()).isEmpty();
    }

    @Test
    void topicThatDoesNotExistYet_isWaitedFor() {
        reader.start();
        await().until(() -> reader.problem().orElse("").contains("does not exist yet"));
        create();
        await().until(reader::caughtUp);
    }

    @Test
    void outage_isSaidAndEndsWithoutLossOrRepetition() {
        create();
        broker.write(topics.spectra(), "r", window("r", 0), START);
        start();
        broker.away = true;
        clock.advance(Duration.ofSeconds(10));
        await().until(() -> reader.problem().isPresent());
        broker.write(topics.spectra(), "r", window("r", 10), START);
        broker.away = false;
        clock.advance(Duration.ofSeconds(10));
        await().until(() -> reader.problem().isEmpty());
        await().until(() -> windows() == 2);
        assertThat(latencies).hasSize(1);
    }

    @Test
    void sweeping_beginsAMinuteAfterTheBrokerAnswers() {
        create();
        broker.write(
                topics.runs(), "r", live("r", 99, START - Duration.ofDays(2).toMillis()), START);
        start();
        clock.advance(Duration.ofSeconds(59));
        broker.write(topics.spectra(), "r", window("r", 0), START);
        await().until(() -> windows() == 1);
        assertThat(forgotten).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        await().until(() -> forgotten.contains("r"));
    }

    @Test
    void largeTopic_onlyItsNewestPartIsRead() {
        create();
        byte[] large = new byte[16 << 10];
        LongStream.range(0, StartOffsets.SMALL + 100)
                .forEach(i -> broker.write(topics.spectra(), 1, "x", large, START));
        broker.write(topics.spectra(), "r", window("r", 0), START);
        start();
        long read = reader.malformed();
        assertThat(read * large.length).isBetween(100L << 20, TopicReader.HISTORY_BYTES + (1 << 20));
        assertThat(model.spectra(ALL).complete()).isFalse();
        assertThat(broker.opened()).isEqualTo(2);
    }

    @Test
    void consumers_readCommittedRecordsWithoutAGroup() {
        assertThat(TopicReader.consumerConfig("h:1"))
                .containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .containsEntry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "h:1")
                .containsEntry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false)
                .doesNotContainKey(ConsumerConfig.GROUP_ID_CONFIG);
    }
}
