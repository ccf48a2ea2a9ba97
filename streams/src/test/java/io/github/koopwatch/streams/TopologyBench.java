/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import com.google.protobuf.ByteString;
import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology without a broker: records in, decoded results out. */
final class TopologyBench implements AutoCloseable {
    static final Topics TOPICS = new Topics("koopwatch");
    static final long BORN = 1_000;

    final CountersForTest counters = new CountersForTest();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> input;
    private final TestInputTopic<byte[], byte[]> groupInput;

    TopologyBench() {
        this(RunLimits.standard());
    }

    TopologyBench(RunLimits limits) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        driver = new TopologyTestDriver(MonitorTopology.build(TOPICS, counters, limits), p, Instant.ofEpochMilli(0));
        input = driver.createInputTopic(TOPICS.snapshots(), new ByteArraySerializer(), new ByteArraySerializer());
        groupInput =
                driver.createInputTopic(TOPICS.groupInputs(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A bench whose store holds what the other's holds: what a restarted worker restores. */
    static TopologyBench restoredFrom(TopologyBench other) {
        return restoredFrom(other, RunLimits.standard());
    }

    static TopologyBench restoredFrom(TopologyBench other, RunLimits limits) {
        TopologyBench bench = new TopologyBench(limits);
        try (var all = other.store().all()) {
            all.forEachRemaining(entry -> bench.store().put(entry.key, entry.value));
        }
        try (var all = other.groupStore().all()) {
            all.forEachRemaining(entry -> bench.groupStore().put(entry.key, entry.value));
        }
        return bench;
    }

    KeyValueStore<Bytes, byte[]> store() {
        return driver.getKeyValueStore(MonitorTopology.STORE);
    }

    KeyValueStore<Bytes, byte[]> groupStore() {
        return driver.getKeyValueStore(MonitorTopology.GROUP_STORE);
    }

    /** A record of the topology's own topic. */
    void tell(String group, GroupInput told) {
        groupInput.pipeInput(
                new TestRecord<>(group.getBytes(StandardCharsets.UTF_8), told.toByteArray(), Instant.ofEpochMilli(5)));
    }

    /** Bytes on the topology's own topic. */
    void rawGroup(String group, byte[] value) {
        rawGroupNull(group, value);
    }

    void rawGroupNull(@Nullable String group, byte @Nullable [] value) {
        groupInput.pipeInput(new TestRecord<>(bytes(group), value, Instant.ofEpochMilli(5)));
    }

    void rawNull(@Nullable String key, byte @Nullable [] value) {
        input.pipeInput(new TestRecord<>(bytes(key), value, Instant.ofEpochMilli(5)));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    void raw(String key, byte[] value) {
        input.pipeInput(new TestRecord<>(key.getBytes(StandardCharsets.UTF_8), value, Instant.ofEpochMilli(5)));
    }

    void send(String run, long incarnation, Record.Builder body) {
        raw(run, body.setIncarnation(incarnation).build().toByteArray());
    }

    void start(String run, long incarnation, int dimension) {
        send(run, incarnation, Record.newBuilder().setStart(startOf(run, dimension)));
    }

    static RunStart startOf(String run, int dimension) {
        return RunStart.newBuilder()
                .setRun(run)
                .setGroup("g")
                .addObservables(Observable.newBuilder().setName("weights").setDimension(dimension))
                .build();
    }

    void snapshot(String run, long incarnation, long step, float... values) {
        part(run, incarnation, step, 0, values);
    }

    void part(String run, long incarnation, long step, int shard, float... values) {
        partOf("weights", run, incarnation, step, shard, values);
    }

    void partOf(String observable, String run, long incarnation, long step, int shard, float... values) {
        ByteString bytes = Float32.bytes(values);
        send(
                run,
                incarnation,
                Record.newBuilder()
                        .setSnapshot(Snapshot.newBuilder()
                                .setObservable(observable)
                                .setStep(step)
                                .setShard(shard)
                                .setValues(bytes)));
    }

    void snapshotOf(String observable, String run, long incarnation, long step, float... values) {
        send(
                run,
                incarnation,
                Record.newBuilder()
                        .setSnapshot(Snapshot.newBuilder()
                                .setObservable(observable)
                                .setStep(step)
                                .setValues(Float32.bytes(values))));
    }

    void end(String run, long incarnation) {
        send(run, incarnation, Record.newBuilder().setEnd(RunEnd.getDefaultInstance()));
    }

    void mark(String run, long incarnation, long step, String text, String alertId) {
        send(
                run,
                incarnation,
                Record.newBuilder()
                        .setMark(Mark.newBuilder().setStep(step).setText(text).setAlertId(alertId)));
    }

    void scalars(String run, long incarnation, long step, Map<String, Double> values) {
        send(
                run,
                incarnation,
                Record.newBuilder()
                        .setScalars(Scalars.newBuilder().setStep(step).putAllValues(values)));
    }

    /** Rows of a seeded random walk from step 0. */
    static float[][] walk(long seed, int rows, int dimension) {
        Random random = new Random(seed);
        float[][] walk = new float[rows][dimension];
        for (int t = 0; t < rows; t++) {
            for (int j = 0; j < dimension; j++) {
                walk[t][j] = (float) ((t == 0 ? 0 : walk[t - 1][j]) + random.nextGaussian());
            }
        }
        return walk;
    }

    List<WindowSpectrum> spectra() {
        return read(TOPICS.spectra(), WindowSpectrum.class);
    }

    List<SpectrumDistance> distances() {
        return read(TOPICS.distances(), SpectrumDistance.class);
    }

    List<ChangeEvent> events() {
        return read(TOPICS.events(), ChangeEvent.class);
    }

    List<RunState> runs() {
        return read(TOPICS.runs(), RunState.class);
    }

    List<TestRecord<byte[], byte[]>> records(String topic) {
        TestOutputTopic<byte[], byte[]> output =
                driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return output.readRecordsToList();
    }

    private <T> List<T> read(String topic, Class<T> type) {
        return records(topic).stream().map(r -> decode(r.value(), type)).toList();
    }

    private static <T> T decode(byte[] json, Class<T> type) {
        try {
            return Json.read(Objects.requireNonNull(json), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.close();
    }
}
