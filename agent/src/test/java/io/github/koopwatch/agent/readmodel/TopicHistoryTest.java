/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.internals.DefaultStreamPartitioner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicHistoryTest {
    private static final String TOPIC = "koopwatch.spectra.v1";
    private static final int PARTITIONS = 8;

    private final FakeBroker broker = new FakeBroker();
    private final TopicHistory history = new TopicHistory(broker::open, TOPIC, new MovedClock());

    @BeforeEach
    void create() {
        broker.create(TOPIC, PARTITIONS);
    }

    private static SpectraQuery from(String run, long step) {
        return new SpectraQuery(run, INCARNATION, "weights", "monitor", step, Long.MAX_VALUE);
    }

    /** Writes where Kafka Streams would. */
    private void write(WindowSpectrum w) {
        StreamPartitioner<String, Object> streams = new DefaultStreamPartitioner<>(new StringSerializer());
        int partition = streams.partitions(TOPIC, w.run(), w, PARTITIONS)
                .orElseThrow()
                .iterator()
                .next();
        broker.write(TOPIC, partition, w.run(), Json.write(w), START);
    }

    private static List<Long> firstSteps(List<WindowSpectrum> windows) {
        return windows.stream().map(WindowSpectrum::firstStep).toList();
    }

    @Test
    void read_findsTheRunsWindowsInWhicheverPartitionTheyAre() throws History.Unavailable {
        for (String run : List.of("a", "b", "run-17", "z.9")) {
            write(window(run, 0));
            write(window(run, 10));
            write(window(run, "paper", INCARNATION, 20, false));
            write(window(run, "monitor", INCARNATION - 1, 30, false));
            assertThat(firstSteps(history.read(from(run, 0), 10))).as(run).containsExactly(0L, 10L);
        }
    }

    @Test
    void read_limit_givesTheOldest() throws History.Unavailable {
        for (int i = 0; i < 20; i++) {
            write(window("a", 10 * i));
        }
        assertThat(firstSteps(history.read(from("a", 35), 3))).containsExactly(40L, 50L, 60L);
    }

    @Test
    void read_ofAnEmptyTopic_isEmpty() throws History.Unavailable {
        assertThat(history.read(from("a", 0), 10)).isEmpty();
    }

    @Test
    void read_recordThatIsNoWindow_isPassedOver() throws History.Unavailable {
        for (int p = 0; p < PARTITIONS; p++) {
            broker.write(TOPIC, p, "a", "{".getBytes(StandardCharsets.UTF_8), START);
            broker.write(TOPIC, p, "a", null, START);
        }
        write(window("a", 0));
        assertThat(history.read(from("a", 0), 10)).hasSize(1);
    }

    @Test
    void read_brokerAway_isUnavailable() {
        broker.away = true;
        assertThatThrownBy(() -> history.read(from("a", 0), 10))
                .isInstanceOf(History.Unavailable.class)
                .hasMessageContaining("no broker there");
    }

    @Test
    void read_moreThanTwoAtOnce_isUnavailable() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch leave = new CountDownLatch(1);
        TopicHistory slow = new TopicHistory(
                () -> {
                    inside.countDown();
                    awaitQuietly(leave);
                    return broker.open();
                },
                TOPIC,
                new MovedClock());
        List<Thread> readers = List.of(new Thread(() -> readQuietly(slow)), new Thread(() -> readQuietly(slow)));
        readers.forEach(Thread::start);
        assertThat(inside.await(2, TimeUnit.MINUTES)).isTrue();
        assertThatThrownBy(() -> slow.read(from("a", 0), 1)).hasMessageContaining("2 requests are reading");
        leave.countDown();
        for (Thread reader : readers) {
            reader.join();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void readQuietly(TopicHistory history) {
        try {
            history.read(from("a", 0), 1);
        } catch (History.Unavailable e) {
            throw new AssertionError(e);
        }
    }
}
