/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Limits;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.SettingsRule;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.RunStart;
import java.util.Optional;

/**
 * How large runs may be in this installation; the rule that both doors apply to RunStart.
 *
 * @param dimension values of one observable
 * @param observables of one run
 * @param windowBytes of the rows that a run's windows hold in memory
 * @param liveRuns of one partition that have not ended
 */
public record RunLimits(int dimension, int observables, long windowBytes, int liveRuns) implements SettingsRule {
    private static final long MIB = 1L << 20;

    public RunLimits {
        between("dimension", dimension, Limits.LARGEST_DIMENSION);
        between("observables", observables, Limits.MOST_OBSERVABLES);
        between("windowBytes", windowBytes, Long.MAX_VALUE);
        between("liveRuns", liveRuns, Integer.MAX_VALUE);
    }

    /** What the contract allows, 256 MiB of rows a run, 2,000 live runs a partition. */
    public static RunLimits standard() {
        return new RunLimits(Limits.LARGEST_DIMENSION, Limits.MOST_OBSERVABLES, 256 * MIB, 2000);
    }

    @Override
    public Optional<String> objection(RunStart start) {
        return AnalysisRequests.objection(start);
    }

    @Override
    public Optional<Refusal> refusal(RunStart start) {
        return SettingsRule.super.refusal(start).or(() -> tooLarge(start));
    }

    /** The refusal of a run that would be one too many, given how many live already. */
    Optional<Refusal> oneMore(int live) {
        return live < liveRuns
                ? Optional.empty()
                : over("live runs in this partition", liveRuns, live + 1L, "end or wait for others");
    }

    private Optional<Refusal> tooLarge(RunStart start) {
        return over("observables", observables, start.getObservablesCount(), "")
                .or(() -> largest(start))
                .or(() -> over("bytes of the run's windows", windowBytes, windowBytes(start), "take a sketch"));
    }

    private Optional<Refusal> largest(RunStart start) {
        return start.getObservablesList().stream()
                .flatMap(o ->
                        over("dimension of '" + o.getName() + "'", dimension, o.getDimension(), "take a sketch")
                                .stream())
                .findFirst();
    }

    /** Float32 rows of every window; analyses that average over equally many snapshots share theirs. */
    static long windowBytes(RunStart start) {
        long rows = AnalysisRequests.analyses(start).stream()
                .mapToLong(AnalysisSettings::window)
                .sum();
        long values = start.getObservablesList().stream()
                .mapToLong(Observable::getDimension)
                .sum();
        return rows * values * Float.BYTES;
    }

    private static Optional<Refusal> over(String what, long limit, long actual, String advice) {
        if (actual <= limit) {
            return Optional.empty();
        }
        String text = what + ": expected at most " + limit + ", the limit of this service, got " + actual;
        return Optional.of(new Refusal(Reason.REASON_LIMIT, advice.isEmpty() ? text : text + "; " + advice));
    }

    private static void between(String name, long value, long most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + ": expected 1 to " + most + ", got " + value);
        }
    }
}
