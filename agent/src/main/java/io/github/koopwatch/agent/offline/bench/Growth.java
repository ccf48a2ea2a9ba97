/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.offline.bench.TurnoverBench.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Whether something grew with the runs that came and went, once the service had all it keeps: by the median slope over all
 * pairs of marks (Theil and Sen), which a few odd marks do not move.
 *
 * @param what it is
 * @param level median of the marks
 * @param perRun by which it grew with each run
 * @param share by which it grew from the first of the marks to the last, of the level
 * @param grew that is more than the limit
 */
public record Growth(String what, double level, double perRun, double share, boolean grew) {
    /** A twentieth: a full collection and the allocator do not leave the same twice. */
    static final double LIMIT = 0.05;

    private static final int FEWEST = 6;

    /**
     * Of heap, memory, known runs, series and threads; empty with less than six marks after {@code settled} runs. The mark at the end, when
     * all have gone, is none of them. The log and its open files grow until its retention ends it, and are not judged.
     */
    public static List<Growth> of(List<Mark> marks, int settled) {
        List<Mark> used = marks.subList(0, Math.max(0, marks.size() - 1)).stream()
                .filter(mark -> mark.runs() >= settled)
                .toList();
        return used.size() < FEWEST
                ? List.of()
                : List.of(
                        of("heap, MB", used, Mark::heapMb),
                        of("resident, MB", used, Mark::residentMb),
                        of("known runs", used, Mark::known),
                        of("series", used, Mark::series),
                        of("threads", used, Mark::threads));
    }

    private static Growth of(String what, List<Mark> marks, ToDoubleFunction<Mark> figure) {
        double level = Median.of(marks.stream().mapToDouble(figure).toArray());
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < marks.size(); i++) {
            for (int j = i + 1; j < marks.size(); j++) {
                double runs = marks.get(j).runs() - marks.get(i).runs();
                slopes.add((figure.applyAsDouble(marks.get(j)) - figure.applyAsDouble(marks.get(i))) / runs);
            }
        }
        double slope = Median.of(slopes.stream().mapToDouble(s -> s).toArray());
        double share =
                slope * (marks.get(marks.size() - 1).runs() - marks.get(0).runs()) / level;
        return new Growth(what, level, slope, share, share > LIMIT);
    }
}
