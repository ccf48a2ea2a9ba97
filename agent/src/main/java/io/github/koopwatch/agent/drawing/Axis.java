/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.drawing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where values stand between two ends.
 *
 * @param logarithmic whether equal ratios are equally far apart
 */
record Axis(double low, double high, boolean logarithmic) {
    private static final int TICKS = 5;
    private static final double MARGIN = 0.04;

    /** Around all finite values; on a logarithmic axis the positive ones. */
    static Axis around(DoubleStream values, boolean logarithmic) {
        double[] seen = values.filter(Double::isFinite)
                .filter(v -> !logarithmic || v > 0)
                .map(v -> logarithmic ? Math.log10(v) : v)
                .sorted()
                .toArray();
        double low = seen.length == 0 ? 0 : seen[0];
        double high = seen.length == 0 ? 1 : seen[seen.length - 1];
        double margin = high > low ? MARGIN * (high - low) : Math.max(1e-9, Math.abs(high) * MARGIN);
        return new Axis(low - margin, high + margin, logarithmic);
    }

    /** The place of a value between two places. */
    double at(double value, double from, double to) {
        return from + (to - from) * ((logarithmic ? Math.log10(value) : value) - low) / (high - low);
    }

    /** Whether the value has a place at all. */
    boolean shows(double value) {
        return Double.isFinite(value) && (!logarithmic || value > 0);
    }

    /** Round values, about five. */
    List<Double> ticks() {
        if (logarithmic && high - low < 3) {
            return decades();
        }
        double step = logarithmic ? Math.ceil(step()) : step();
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
            ticks.add(logarithmic ? Math.pow(10, i * step) : i * step);
        }
        return ticks;
    }

    /** 1, 2 and 5 of every decade. */
    private List<Double> decades() {
        return IntStream.rangeClosed((int) Math.floor(low), (int) Math.floor(high))
                .boxed()
                .flatMap(decade -> Stream.of(1.0, 2.0, 5.0).map(digit -> digit * Math.pow(10, decade)))
                .filter(tick -> Math.log10(tick) >= low && Math.log10(tick) <= high)
                .toList();
    }

    private double step() {
        double rough = (high - low) / TICKS;
        double decade = Math.pow(10, Math.floor(Math.log10(rough)));
        double share = rough / decade;
        return share < 1.5 ? decade : share < 3.5 ? 2 * decade : share < 7.5 ? 5 * decade : 10 * decade;
    }

    /** A tick's text. */
    static String text(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        boolean plain = Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6;
        return plain ? rounded.toPlainString() : rounded.toString();
    }
}
