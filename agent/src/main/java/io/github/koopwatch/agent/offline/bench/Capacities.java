/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.offline.bench.CapacityBench.Round;
import io.github.koopwatch.streams.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the rounds of a topology's parts found: snapshots a second of each round, and the ratios of what was measured one after
 * the other, round by round, so that a change of the machine meets both.
 *
 * @param ofNothing median over the rounds of what everything reaches of nothing
 * @param ofCarrying the same of carrying
 * @param processing of a record in the product's processor; medians over the rounds of each quantile
 */
public record Capacities(
        int runs,
        int dim,
        double[] nothing,
        double[] carrying,
        double[] everything,
        double ofNothing,
        double ofCarrying,
        Durations.Found processing) {

    /** Of equally many rounds of each. */
    public static Capacities of(int runs, int dimension, Map<Work, Round[]> rounds) {
        double[] nothing = each(rounds, Work.NOTHING, Round::snapshotsPerS);
        double[] carrying = each(rounds, Work.CARRYING, Round::snapshotsPerS);
        double[] everything = each(rounds, Work.EVERYTHING, Round::snapshotsPerS);
        Durations.Found processing = new Durations.Found(
                (long) Arrays.stream(each(
                                rounds, Work.EVERYTHING, r -> r.processing().samples()))
                        .sum(),
                Median.of(each(rounds, Work.EVERYTHING, r -> r.processing().p50Ms())),
                Median.of(each(rounds, Work.EVERYTHING, r -> r.processing().p99Ms())),
                Median.of(each(rounds, Work.EVERYTHING, r -> r.processing().p999Ms())),
                Arrays.stream(each(rounds, Work.EVERYTHING, r -> r.processing().longestMs()))
                        .max()
                        .orElse(Double.NaN));
        return new Capacities(
                runs,
                dimension,
                nothing,
                carrying,
                everything,
                ratio(everything, nothing),
                ratio(everything, carrying),
                processing);
    }

    private static double[] each(Map<Work, Round[]> rounds, Work work, ToDoubleFunction<Round> figure) {
        return Arrays.stream(Objects.requireNonNull(rounds.get(work)))
                .mapToDouble(figure)
                .toArray();
    }

    private static double ratio(double[] of, double[] to) {
        return Median.of(
                IntStream.range(0, of.length).mapToDouble(i -> of[i] / to[i]).toArray());
    }

    /** For a human. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line("nothing", nothing));
        lines.add(line("carrying", carrying));
        lines.add(line("everything", everything));
        lines.add(text(
                "everything is %.3f of nothing and %.2f of carrying, medians of the rounds", ofNothing, ofCarrying));
        lines.add(text(
                "a record is %.2f ms in the processor at the median, %.1f at 99 %%, %.1f at 99.9 %%, %.0f at most",
                processing.p50Ms(), processing.p99Ms(), processing.p999Ms(), processing.longestMs()));
        return lines;
    }

    private static String line(String work, double[] rates) {
        List<String> rounds =
                Arrays.stream(rates).mapToObj(rate -> text("%.0f", rate)).toList();
        return text("%-11s %8.0f snapshots/s, rounds %s", work, Median.of(rates), rounds);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
