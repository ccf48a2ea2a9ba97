/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A figure of ours, with the 95 % interval where there is one.
 *
 * @param name what it is: {@code W1}, {@code p}, …
 * @param low NaN without an interval
 * @param high NaN without an interval
 */
public record Figure(String name, double value, double low, double high) {
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

    /** Without an interval. */
    public static Figure of(String name, double value) {
        return new Figure(name, value, Double.NaN, Double.NaN);
    }

    /** Three digits, and the interval behind them. */
    public String text() {
        String interval = Double.isNaN(low) ? "" : " [" + digits(low) + ", " + digits(high) + "]";
        return name + " " + digits(value) + interval;
    }

    /** Three significant digits, without an exponent where that is short. */
    public static String digits(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS);
        boolean plain = value == 0 || (Math.abs(value) >= 1e-5 && Math.abs(value) < 1e6);
        return plain ? rounded.stripTrailingZeros().toPlainString() : rounded.toString();
    }
}
