/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Arrays;

/**
 * What a channel did around an alarm; rows without a value are passed over.
 *
 * @param level median of the 100 rows that end 20 before the alarm
 * @param jump median of the 25 rows from the alarm on, above the level
 * @param units the jump in median deviations of the past, under asinh
 * @param spread ln of the median deviation of the 25 rows over that of the past
 * @param fade median of the first 5 of the 25 rows above that of the last 10
 * @param first median of the first 3 rows of the change, above the level
 */
record Course(double level, double jump, double units, double spread, double fade, double first) {
    /** Rows before the alarm that are looked at. */
    static final int BEFORE = 120;
    /** Rows from the alarm on. */
    static final int RESPONSE = 25;
    /** Rows between the past and the alarm. */
    static final int PAST_ENDS = 20;

    private static final int EARLY = 5;
    private static final int LATE = 10;
    private static final int FIRST = 3;
    private static final double LEAST_DEVIATION = 0.001;
    /** Larger jumps are a part that stopped. */
    private static final double LARGEST_JUMP = 20;

    /**
     * @param values the rows from {@link #BEFORE} before the alarm on, at least until the 24th from it
     * @param onset place of the first row of the change
     */
    static Course of(double[] values, int onset) {
        double[] past = Arrays.copyOfRange(values, 1, BEFORE - PAST_ENDS + 1);
        double[] after = Arrays.copyOfRange(values, BEFORE, values.length);
        double level = median(past);
        double jump = bounded(median(after) - level);
        double deviation = deviation(past) + LEAST_DEVIATION;
        return new Course(
                level,
                jump,
                asinh(jump / deviation),
                StrictMath.log((deviation(after) + LEAST_DEVIATION) / deviation),
                bounded(median(Arrays.copyOf(after, EARLY))
                        - median(Arrays.copyOfRange(after, after.length - LATE, after.length))),
                bounded(median(Arrays.copyOfRange(values, onset, onset + FIRST)) - level));
    }

    private static double median(double[] values) {
        double[] known = known(values);
        return known.length == 0 ? Double.NaN : Median.of(known);
    }

    private static double deviation(double[] values) {
        double[] known = known(values);
        return known.length == 0 ? 0 : Median.deviation(known);
    }

    private static double[] known(double[] values) {
        return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    }

    private static double bounded(double value) {
        return Double.isNaN(value) ? 0 : Standard.clip(value, LARGEST_JUMP);
    }

    private static double asinh(double x) {
        return Math.copySign(StrictMath.log(Math.abs(x) + Math.sqrt(x * x + 1)), x);
    }
}
