/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.drawing;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A curve of a drawing.
 *
 * @param colour lines of one number have one colour; the first line of each is named
 * @param points [x, y], or [x, y, low, high] with a bar from low to high; a y that is not finite is a gap
 */
public record Line(String name, int colour, Style style, List<double[]> points) {
    /** How the points are drawn. */
    public enum Style {
        LINE,
        DASHED,
        MARKS
    }

    /** A line of values over 0, 1, 2, … times a stride. */
    public static Line over(String name, int colour, Style style, double[] values, double stride) {
        return new Line(
                name,
                colour,
                style,
                IntStream.range(0, values.length)
                        .mapToObj(t -> new double[] {t * stride, values[t]})
                        .toList());
    }
}
