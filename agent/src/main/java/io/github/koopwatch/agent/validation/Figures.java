/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * How well changes were caught. Shares of nothing are NaN. Intervals hold 95 % of 2,000 sets of runs drawn again from these
 * (bootstrap); where there was no false alarm at all, the upper end is the exact Poisson limit, 3.0 in the armed steps.
 *
 * @param changes changes that could be caught
 * @param caught of these, within 50 steps
 * @param recall with its interval
 * @param medianDelay of those caught, in steps
 * @param p90Delay nine in ten came at most so late
 * @param falseAlarms alerts without a change
 * @param armed steps at which there could have been one
 * @param per10k false alarms per 10,000 armed steps, with its interval
 * @param named of those caught, with a cause
 * @param right of those named, with the true one
 */
public record Figures(
        int runs,
        int changes,
        int caught,
        Estimate recall,
        double medianDelay,
        double p90Delay,
        int falseAlarms,
        long armed,
        Estimate per10k,
        int named,
        int right) {
    private static final int DRAWS = 2_000;
    private static final double TAIL = 0.025;
    private static final double TEN_THOUSAND = 1e4;
    /** -ln 0.05: above this mean, none at all is seen less than once in twenty times. */
    private static final double NONE_SEEN = 3.0;

    /** A value and the interval that holds it with 95 % confidence. */
    public record Estimate(double value, double low, double high) {}

    static Figures of(List<Outcome> outcomes) {
        int falseAlarms = outcomes.stream().mapToInt(Outcome::falseAlarms).sum();
        long armed = outcomes.stream().mapToLong(Outcome::armed).sum();
        return new Figures(
                outcomes.size(),
                (int) outcomes.stream().filter(Outcome::judged).count(),
                (int) outcomes.stream().filter(Outcome::caught).count(),
                estimate(outcomes, Figures::recall),
                delay(outcomes, 0.5),
                delay(outcomes, 0.9),
                falseAlarms,
                armed,
                falseAlarms > 0 || armed == 0
                        ? estimate(outcomes, Figures::rate)
                        : new Estimate(0, 0, NONE_SEEN * TEN_THOUSAND / armed),
                (int) outcomes.stream().filter(Outcome::named).count(),
                (int) outcomes.stream().filter(Outcome::right).count());
    }

    private static double recall(List<Outcome> outcomes) {
        return share(
                outcomes.stream().filter(Outcome::caught).count(),
                outcomes.stream().filter(Outcome::judged).count());
    }

    private static double rate(List<Outcome> outcomes) {
        return TEN_THOUSAND
                * share(
                        outcomes.stream().mapToInt(Outcome::falseAlarms).sum(),
                        outcomes.stream().mapToLong(Outcome::armed).sum());
    }

    private static double share(double part, double all) {
        return all == 0 ? Double.NaN : part / all;
    }

    /** The least delay that so great a share of the changes caught do not exceed. */
    private static double delay(List<Outcome> outcomes, double share) {
        double[] delays = outcomes.stream()
                .filter(Outcome::caught)
                .mapToDouble(o -> o.delay().orElseThrow())
                .sorted()
                .toArray();
        return delays.length == 0 ? Double.NaN : delays[(int) Math.ceil(share * delays.length) - 1];
    }

    private static Estimate estimate(List<Outcome> outcomes, ToDoubleFunction<List<Outcome>> figure) {
        Random random = new Random(0);
        double[] drawn = new double[DRAWS];
        Arrays.setAll(
                drawn,
                i -> figure.applyAsDouble(random.ints(outcomes.size(), 0, outcomes.size())
                        .mapToObj(outcomes::get)
                        .toList()));
        double[] known =
                Arrays.stream(drawn).filter(v -> !Double.isNaN(v)).sorted().toArray();
        return new Estimate(figure.applyAsDouble(outcomes), quantile(known, TAIL), quantile(known, 1 - TAIL));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** Of the changes caught, those with a cause. */
    public double namedShare() {
        return share(named, caught);
    }

    /** Of the causes named, the true ones. */
    public double rightShare() {
        return share(right, named);
    }
}
