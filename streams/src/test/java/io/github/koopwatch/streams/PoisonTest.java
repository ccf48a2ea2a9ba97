/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static io.github.koopwatch.streams.TopologyBench.TOPICS;
import static io.github.koopwatch.streams.TopologyBench.walk;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.v1.GroupAlarm;
import io.github.koopwatch.v1.GroupFacts;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.GroupWindow;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no records, on the topics that the topology reads: they go to the dead letters and change nothing. */
class PoisonTest {
    private static final int DIMENSION = 3;

    private static String header(TestRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static List<TestRecord<byte[], byte[]>> dead(TopologyBench bench) {
        return bench.records(TOPICS.deadLetters());
    }

    /** A record of the run, and one of another kind, whole and spoilt. */
    private static byte[] poison(Random random, int i) {
        byte[] record = Record.newBuilder()
                .setIncarnation(BORN)
                .setStart(TopologyBench.startOf("r", DIMENSION))
                .build()
                .toByteArray();
        return switch (i % 4) {
            case 0 ->
                random.ints(random.nextInt(200))
                        .collect(java.io.ByteArrayOutputStream::new, (o, b) -> o.write(b), (a, b) -> {})
                        .toByteArray();
            case 1 -> Arrays.copyOf(record, random.nextInt(record.length));
            case 2 -> {
                record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
                yield record;
            }
            default -> window(3).build().toByteArray();
        };
    }

    /** One record in two is poison, under keys of strangers, so that a run that is published beside it is as if it were alone. */
    @Test
    void poisonBetweenRecords_runComesOutAsIfAlone() {
        float[][] rows = walk(5, 130, DIMENSION);
        Random random = new Random(11);
        try (TopologyBench alone = new TopologyBench();
                TopologyBench poisoned = new TopologyBench()) {
            alone.start("mine", BORN, DIMENSION);
            poisoned.start("mine", BORN, DIMENSION);
            for (int t = 0; t < rows.length; t++) {
                alone.snapshot("mine", BORN, t, rows[t]);
                poisoned.raw(t % 3 == 0 ? "Ä" : "stranger", poison(random, t));
                poisoned.rawGroup("g", poison(random, t + 1));
                poisoned.snapshot("mine", BORN, t, rows[t]);
            }
            assertThat(values(poisoned, TOPICS.spectra())).isEqualTo(values(alone, TOPICS.spectra()));
            assertThat(values(poisoned, TOPICS.events())).isEqualTo(values(alone, TOPICS.events()));
            assertThat(dead(poisoned)).hasSizeGreaterThan(130).allSatisfy(letter -> {
                assertThat(header(letter, "koopwatch-reason")).isNotEmpty().isNotEqualTo("unspecified");
                assertThat(header(letter, "koopwatch-text")).contains("expected", "got");
                assertThat(header(letter, "koopwatch-topic")).startsWith("koopwatch.");
                assertThat(header(letter, "koopwatch-partition")).isEqualTo("0");
                assertThat(header(letter, "koopwatch-offset")).matches("\\d+");
            });
        }
    }

    private static List<String> values(TopologyBench bench, String topic) {
        return bench.records(topic).stream()
                .map(r -> new String(r.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** A client that compresses can send what is larger than any message; the letter of it has to fit again. */
    @Test
    void recordLargerThanAnyMessage_isCutInItsLetter() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.raw("r".repeat(5000), new byte[20 << 20]);
            assertThat(dead(bench)).singleElement().satisfies(letter -> {
                assertThat(letter.value()).hasSize(DeadLetter.MOST_VALUE);
                assertThat(letter.key()).hasSize(DeadLetter.MOST_KEY);
                assertThat(header(letter, "koopwatch-reason")).isEqualTo("too_large");
                assertThat(header(letter, "koopwatch-value-bytes")).isEqualTo(Integer.toString(20 << 20));
                assertThat(header(letter, "koopwatch-key-bytes")).isEqualTo("5000");
            });
            assertThat(bench.counters.deadLetters).containsExactly(Reason.REASON_TOO_LARGE);
        }
    }

    @Test
    void recordWithoutKeyOrValue_isADeadLetter() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.rawNull(null, new byte[] {1});
            bench.rawNull("r", null);
            bench.rawGroupNull(null, new byte[] {1});
            bench.rawGroupNull("g", null);
            assertThat(dead(bench)).hasSize(4);
            assertThat(bench.counters.deadLetters).containsOnly(Reason.REASON_MALFORMED);
        }
    }

    /** A record of the gRPC door, forged: an alarm at a step that is none would be one in every list and picture. */
    @Test
    void refusedRecordWithoutAStep_raisesNoAlarm() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, 1);
            Refused.Builder forged = Refused.newBuilder()
                    .setObservable("weights")
                    .setStep(Long.MIN_VALUE)
                    .setReason(Reason.REASON_NOT_FINITE);
            bench.send("r", BORN, Record.newBuilder().setRefused(forged));
            bench.send("r", BORN, Record.newBuilder().setRefused(forged.setReasonValue(99)));
            assertThat(bench.events()).isEmpty();
            assertThat(dead(bench)).hasSize(1);
        }
    }

    private static GroupInput.Builder window(int eigenvalues) {
        GroupWindow.Builder window = GroupWindow.newBuilder()
                .setObservable("weights")
                .setPreset("monitor")
                .setFirstStep(0)
                .setLastStep(99)
                .setLength(100)
                .setHop(10);
        IntStream.range(0, eigenvalues).forEach(i -> window.addRe(0.5).addIm(0));
        return GroupInput.newBuilder()
                .setVersion(1)
                .setRun("s")
                .setIncarnation(BORN)
                .setWindow(window);
    }

    static Stream<Arguments> strangers() {
        GroupInput good = window(2).build();
        return Stream.of(
                stranger("version", good.toBuilder().setVersion(2)),
                stranger("run", good.toBuilder().setRun("A B")),
                stranger("incarnation", good.toBuilder().setIncarnation(-1)),
                stranger("body", good.toBuilder().clearWindow()),
                stranger("4096", window(5000)),
                stranger("imaginary", changed(good, w -> w.clearIm())),
                stranger("finite", changed(good, w -> w.setRe(0, Double.NaN))),
                stranger("finite", changed(good, w -> w.setIm(1, Double.POSITIVE_INFINITY))),
                stranger("first step", changed(good, w -> w.setFirstStep(Long.MIN_VALUE))),
                stranger("last step", changed(good, w -> w.setLastStep(Long.MAX_VALUE))),
                stranger("last step", changed(good, w -> w.setFirstStep(100).setLastStep(99))),
                stranger("hop", changed(good, w -> w.setHop(-1))),
                stranger("observable", changed(good, w -> w.setObservable(""))),
                stranger(
                        "arm", good.toBuilder().setFacts(GroupFacts.newBuilder().setArm("A\n"))),
                stranger(
                        "step",
                        good.toBuilder().setAlarm(GroupAlarm.newBuilder().setStep(-1))));
    }

    private static GroupInput.Builder changed(
            GroupInput good, java.util.function.UnaryOperator<GroupWindow.Builder> how) {
        return good.toBuilder().setWindow(how.apply(good.getWindow().toBuilder()));
    }

    private static Arguments stranger(String named, GroupInput.Builder input) {
        return Arguments.of(named, input);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void groupInputOfAStranger_isRefusedByName(String named, GroupInput.Builder input) {
        try (TopologyBench bench = new TopologyBench()) {
            bench.tell("g", input.build());
            assertThat(dead(bench)).singleElement().satisfies(letter -> {
                assertThat(header(letter, "koopwatch-reason")).isEqualTo("malformed");
                assertThat(header(letter, "koopwatch-text")).contains(named, "expected", "got");
            });
        }
    }

    /** 64 observables in 1,024 shards of which one never comes: the head names each part that waits. */
    @Test
    void shardsThatNeverComplete_headStaysFarBelowTheLargestRecord() {
        try (TopologyBench bench = new TopologyBench()) {
            var start =
                    TopologyBench.startOf("r", 1).toBuilder().clearObservables().setShards(1024);
            IntStream.range(0, 64)
                    .forEach(i -> start.addObservables(
                            Observable.newBuilder().setName("o" + i).setDimension(1)));
            bench.send("r", BORN, Record.newBuilder().setStart(start));
            for (int step = 0; step < 6; step++) {
                for (int shard = 0; shard < 200; shard++) {
                    bench.partOf("o7", "r", BORN, step, shard, 1f);
                }
            }
            assertThat(bench.counters.dropped)
                    .filteredOn(Drop.INCOMPLETE::equals)
                    .hasSize(4 * 200);
        }
    }

    @Test
    void replayedLetter_isTakenOnceItsCauseIsGone() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.snapshot("r", BORN, 0, 1f);
            TestRecord<byte[], byte[]> letter = dead(bench).get(0);
            bench.start("r", BORN, 1);
            bench.raw(new String(letter.key(), StandardCharsets.UTF_8), letter.value());
            assertThat(dead(bench)).isEmpty();
            assertThat(bench.runs())
                    .last()
                    .satisfies(r -> assertThat(r.lastStep()).isZero());
        }
    }
}
