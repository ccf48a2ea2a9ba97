/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static io.github.koopwatch.streams.TopologyBench.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.streams.stored.UnreadableState;
import io.github.koopwatch.v1.GroupGone;
import io.github.koopwatch.v1.GroupHead;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.RunHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** State of a newer version, or damaged in its changelog: the worker stops and says which, and never answers wrongly. */
class UnreadableStateTest {
    private static final int DIMENSION = 2;

    private static TopologyBench busy() {
        TopologyBench bench = new TopologyBench();
        bench.start("r", BORN, DIMENSION);
        float[][] rows = walk(1, 260, DIMENSION);
        for (int t = 0; t < rows.length; t++) {
            bench.snapshot("r", BORN, t, rows[t]);
        }
        bench.snapshot("r", BORN, 900, Float.NaN, 1);
        return bench;
    }

    /** A key as it can be read: NULs are dots. */
    private static String shown(Bytes key) {
        return new String(key.get(), StandardCharsets.ISO_8859_1).replace('\0', '.');
    }

    private static Map<String, Bytes> keys(TopologyBench bench) {
        Map<String, Bytes> keys = new TreeMap<>();
        try (var all = bench.store().all()) {
            all.forEachRemaining(entry -> keys.put(shown(entry.key), entry.key));
        }
        return keys;
    }

    private static Bytes first(TopologyBench bench, String prefix) {
        return keys(bench).entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "r.O.weights.h|1|2|expected family h version 1, got family h version 2",
                "r.O.weights.r|1|7|expected family r version 1, got family r version 7",
                "r.O.weights.a|0|98|expected family a version 1, got family b version 1",
                "r.O.weights.s|1|2|expected family s version 1",
                "r.O.weights.c|0|99|channel slot: expected format version",
                "r.E.|1|2|event: expected version 1, got 2"
            })
    void recordOfANewerVersion_isRefusedByNameAtTheStart(String prefix, int at, byte version, String says) {
        try (TopologyBench bench = busy()) {
            Bytes key = first(bench, prefix);
            byte[] record = bench.store().get(key).clone();
            record[at] = version;
            bench.store().put(key, record);
            assertThatThrownBy(() -> StoredRuns.check(bench.store()))
                    .isInstanceOf(UnreadableState.class)
                    .hasMessageContainingAll("run r", says, "docs/operations.md");
        }
    }

    @Test
    void headOfANewerVersion_isRefusedByNameAtTheStart() throws Exception {
        try (TopologyBench bench = busy()) {
            Bytes key = first(bench, "r.H.");
            byte[] newer = RunHead.parseFrom(bench.store().get(key)).toBuilder()
                    .setVersion(2)
                    .build()
                    .toByteArray();
            bench.store().put(key, newer);
            assertThatThrownBy(() -> StoredRuns.check(bench.store()))
                    .hasMessageContainingAll("run r", "head: expected version 1, got 2");
        }
    }

    /** Found only when the run speaks again: the version is right, the rest is not. */
    @ParameterizedTest
    @CsvSource({"r.O.weights.h,12", "r.O.weights.r,20", "r.O.weights.a,9", "r.O.weights.c,40"})
    void recordCutOff_stopsTheWorkerWithTheRunsName(String prefix, int bytes) {
        try (TopologyBench bench = busy()) {
            Bytes key = first(bench, prefix);
            bench.store().put(key, Arrays.copyOf(bench.store().get(key), bytes));
            assertThatThrownBy(() -> {
                        StoredRuns.check(bench.store());
                        try (TopologyBench next = TopologyBench.restoredFrom(bench)) {
                            next.snapshot("r", BORN, 901, 1, 1);
                        }
                    })
                    .hasRootCauseInstanceOf(RuntimeException.class)
                    .satisfies(e -> assertThat(chain(e)).contains("run r").contains("UnreadableState"));
        }
    }

    @Test
    void recordGone_stopsTheWorkerWithTheRunsName() {
        try (TopologyBench bench = busy()) {
            bench.store().delete(first(bench, "r.O.weights.r"));
            try (TopologyBench next = TopologyBench.restoredFrom(bench)) {
                assertThatThrownBy(() -> next.snapshot("r", BORN, 901, 1, 1))
                        .satisfies(e -> assertThat(chain(e)).contains("stored state of run r, observable weights"));
            }
        }
    }

    @Test
    void groupOfANewerVersion_stopsTheWorker() {
        try (TopologyBench bench = busy()) {
            byte[] newer = GroupHead.newBuilder().setVersion(9).build().toByteArray();
            bench.groupStore().put(Bytes.wrap("g\0H\0\0".getBytes(StandardCharsets.US_ASCII)), newer);
            GroupInput gone = GroupInput.newBuilder()
                    .setVersion(1)
                    .setRun("r")
                    .setIncarnation(BORN)
                    .setGone(GroupGone.getDefaultInstance())
                    .build();
            assertThatThrownBy(() -> bench.tell("g", gone))
                    .satisfies(e -> assertThat(chain(e)).contains("expected version 1, got 9"));
        }
    }

    private static String chain(Throwable e) {
        StringBuilder text = new StringBuilder();
        for (Throwable t = e; t != null; t = t.getCause()) {
            text.append(t).append('\n');
        }
        return text.toString();
    }
}
