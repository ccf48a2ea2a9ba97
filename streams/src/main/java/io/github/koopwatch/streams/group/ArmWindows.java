/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.koopman.compare.Look;
import io.github.koopwatch.koopman.compare.Looks;
import io.github.koopwatch.v1.StoredWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The kept windows of two arms in one series, by run and cell. */
final class ArmWindows {
    /** Replicas of an arm that a look takes, by name: distances grow with the square, and more hardly add power. */
    static final int MOST_REPLICAS = 40;

    private final Map<String, Map<Long, StoredWindow>> cells = new TreeMap<>();
    private final ArmPair pair;

    ArmWindows(Group group, ArmPair pair, int series) {
        this.pair = pair;
        pair.runs().forEach(run -> {
            Map<Long, StoredWindow> its = new TreeMap<>();
            group.windows(run, series).stream()
                    .filter(w -> w.getCell() >= 0 && Looks.isKept(w.getCell()))
                    .forEach(w -> its.put(w.getCell(), w));
            cells.put(run, its);
        });
    }

    /** Runs of each arm that are compared in a look: those with a window of its last cell. */
    record Replicas(List<String> a, List<String> b) {
        Stream<String> all() {
            return Stream.concat(a.stream(), b.stream());
        }

        boolean areOfBoth() {
            return !a.isEmpty() && !b.isEmpty() && a.size() + b.size() > 2;
        }
    }

    Replicas at(long cell) {
        return new Replicas(having(pair.a(), cell), having(pair.b(), cell));
    }

    private List<String> having(List<String> runs, long cell) {
        return runs.stream()
                .filter(run -> of(run).containsKey(cell))
                .limit(MOST_REPLICAS)
                .toList();
    }

    private Map<Long, StoredWindow> of(String run) {
        return cells.getOrDefault(run, Map.of());
    }

    /** The windows of a cell, the first arm's first; empty when a replica lacks one. */
    List<StoredWindow> of(Replicas replicas, long cell) {
        List<StoredWindow> windows = replicas.all()
                .flatMap(run -> Optional.ofNullable(of(run).get(cell)).stream())
                .toList();
        return windows.size() == replicas.all().count() ? windows : List.of();
    }

    /** A look and the blocks that it looked at: a block in which some replica lacks every window is left out. */
    record Looked(Look look, List<List<List<StoredWindow>>> blocks) {
        List<List<StoredWindow>> speaking() {
            return blocks.get(look.block());
        }
    }

    Looked look(Replicas replicas, int k) {
        List<List<List<StoredWindow>>> blocks = new ArrayList<>();
        for (int block = 1; block <= k; block++) {
            List<List<StoredWindow>> windows = keptCells(block)
                    .mapToObj(cell -> of(replicas, cell))
                    .filter(w -> !w.isEmpty())
                    .toList();
            if (!windows.isEmpty()) {
                blocks.add(windows);
            }
        }
        List<List<double[][]>> distances = blocks.stream()
                .map(windows -> windows.stream().map(Spectra::distances).toList())
                .toList();
        return new Looked(Look.at(distances, replicas.a().size(), Looks.ALPHA), blocks);
    }

    private static LongStream keptCells(int block) {
        long before = block == 1 ? -1 : Looks.lastCell(block - 1);
        return LongStream.iterate(Looks.nextKept(before), c -> c <= Looks.lastCell(block), Looks::nextKept);
    }
}
