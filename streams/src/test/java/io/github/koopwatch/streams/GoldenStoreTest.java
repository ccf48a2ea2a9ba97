/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static io.github.koopwatch.streams.TopologyBench.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.streams.stored.UnreadableState;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/**
 * All that a worker had stored of two runs in the middle of their trainings, as the version wrote it whose number the file bears. Every
 * such file is kept for good, and a worker that restores it goes on as one that was never stopped; where a version does not read
 * an older one, it has to say so by name, and its file moves to a test that expects that.
 */
class GoldenStoreTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/store-v2.txt");
    /** Before the channel of what is new in an update. */
    private static final Path OLDER = Path.of("src/test/resources/golden/store-v1.txt");

    private static final int STOPPED = 26;
    private static final int DIMENSION = 2;

    private static RunStart.Builder start(String run, int shards) {
        return TopologyBench.startOf(run, DIMENSION).toBuilder()
                .setShards(shards)
                .addAnalyses(Analysis.newBuilder().setWindow(8).setHop(4).setRank(2));
    }

    private static void begin(TopologyBench bench) {
        bench.send("plain", BORN, Record.newBuilder().setStart(start("plain", 1)));
        bench.send("sharded", BORN, Record.newBuilder().setStart(start("sharded", 2)));
        bench.scalars("plain", BORN, 0, Map.of("loss", 0.5));
        bench.snapshot("plain", BORN, 0, Float.NaN, 0);
    }

    /** Steps [from, to); of the sharded run the last step has one part only. */
    private static void train(TopologyBench bench, int from, int to) {
        float[][] rows = walk(3, 60, DIMENSION);
        for (int t = from; t < to; t++) {
            bench.snapshot("plain", BORN, t, rows[t]);
            bench.part("sharded", BORN, t, 0, rows[t]);
            if (t > from) {
                bench.part("sharded", BORN, t - 1, 1, rows[t - 1]);
            }
        }
        bench.part("sharded", BORN, to - 1, 1, rows[to - 1]);
    }

    private static Map<String, String> stored(TopologyBench bench) {
        Map<String, String> lines = new TreeMap<>();
        try (var all = bench.store().all()) {
            all.forEachRemaining(e -> lines.put("runs " + hex(e.key.get()), hex(e.value)));
        }
        try (var all = bench.groupStore().all()) {
            all.forEachRemaining(e -> lines.put("groups " + hex(e.key.get()), hex(e.value)));
        }
        return lines;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static TopologyBench restored(Path golden) throws IOException {
        TopologyBench bench = new TopologyBench();
        for (String line : Files.readAllLines(golden, StandardCharsets.US_ASCII)) {
            String[] parts = line.split(" ", 3);
            Bytes key = Bytes.wrap(HexFormat.of().parseHex(parts[1]));
            byte[] value = HexFormat.of().parseHex(parts[2]);
            (parts[0].equals("runs") ? bench.store() : bench.groupStore()).put(key, value);
        }
        return bench;
    }

    /** Writes the file where there is none; run from the module's directory. */
    public static void main(String[] args) throws IOException {
        try (TopologyBench bench = new TopologyBench()) {
            begin(bench);
            train(bench, 0, STOPPED);
            if (!Files.exists(GOLDEN)) {
                List<String> lines = new ArrayList<>();
                stored(bench).forEach((key, value) -> lines.add(key + " " + value));
                Files.write(GOLDEN, lines, StandardCharsets.US_ASCII);
            }
        }
    }

    @Test
    void keptStore_isGoneOnFrom_asIfTheWorkerHadNeverStopped() throws IOException {
        try (TopologyBench undisturbed = new TopologyBench();
                TopologyBench restored = restored(GOLDEN)) {
            StoredRuns.check(restored.store());
            begin(undisturbed);
            train(undisturbed, 0, STOPPED);
            assertThat(undisturbed.spectra()).hasSizeGreaterThan(8);
            undisturbed.runs();
            train(undisturbed, STOPPED, 60);
            train(restored, STOPPED, 60);
            List<WindowSpectrum> expected = undisturbed.spectra();
            List<WindowSpectrum> actual = restored.spectra();
            assertThat(actual).hasSameSizeAs(expected).hasSizeGreaterThan(14);
            for (int i = 0; i < actual.size(); i++) {
                assertSame(actual.get(i), expected.get(i));
            }
            assertThat(restored.runs()).extracting(RunState::rejected).contains(1L);
            assertThat(restored.counters.dropped).isEqualTo(List.of());
        }
    }

    @Test
    void olderStore_isRefusedByName() throws IOException {
        try (TopologyBench bench = restored(OLDER)) {
            assertThatThrownBy(() -> StoredRuns.check(bench.store()))
                    .isInstanceOf(UnreadableState.class)
                    .hasMessageContainingAll("channel slot: expected format version 3, got 2", "docs/operations.md");
        }
    }

    private static void assertSame(WindowSpectrum actual, WindowSpectrum expected) {
        assertThat(actual.run()).isEqualTo(expected.run());
        assertThat(actual.firstStep()).isEqualTo(expected.firstStep());
        assertThat(actual.modes()).isEqualTo(expected.modes());
        assertThat(actual.eigenvalues()).hasSameSizeAs(expected.eigenvalues());
        for (int k = 0; k < actual.rank(); k++) {
            assertThat(actual.eigenvalues().get(k))
                    .containsExactly(expected.eigenvalues().get(k), within(1e-9));
        }
    }

    /** The present writer still keeps the same records; doubles in them that are computed may differ in their last bits. */
    @Test
    void presentWriter_writesTheKeptRecords() throws IOException {
        try (TopologyBench bench = new TopologyBench()) {
            begin(bench);
            train(bench, 0, STOPPED);
            List<String> kept = Files.readAllLines(GOLDEN).stream()
                    .map(line -> line.substring(0, line.lastIndexOf(' ')))
                    .toList();
            assertThat(stored(bench).keySet()).containsExactlyInAnyOrderElementsOf(kept);
        }
    }
}
