/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.drawing;

import java.util.Arrays;
import java.util.List;

/**
 * A square of distances, colour by their logarithm.
 *
 * @param labels of rows and columns
 * @param values [n][n]; what is not positive is left white
 */
public record Heat(String title, String axis, List<String> labels, double[][] values) implements Drawing {
    private static final int SIZE = 420;
    private static final int LEFT = 72;
    private static final int TOP = 12;
    private static final int BOTTOM = 48;
    private static final int KEY = 96;
    private static final int LEVELS = 40;
    private static final int MOST_LABELS = 10;
    /** Viridis (van der Walt and Smith, CC0). */
    private static final int[][] STOPS = {
        {68, 1, 84},
        {71, 45, 123},
        {59, 82, 139},
        {44, 114, 142},
        {33, 145, 140},
        {40, 174, 128},
        {94, 201, 98},
        {173, 220, 48},
        {253, 231, 37}
    };

    @Override
    public String svg() {
        Svg svg = new Svg(SIZE + LEFT + KEY, SIZE + TOP + BOTTOM, title);
        Axis scale = Axis.around(Arrays.stream(values).flatMapToDouble(Arrays::stream), true);
        double cell = (double) SIZE / values.length;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                if (scale.shows(values[i][j])) {
                    svg.box(LEFT + j * cell, TOP + i * cell, cell, cell, colour(scale.at(values[i][j], 0, 1)));
                }
            }
        }
        labels(svg, cell);
        key(svg, scale);
        return svg.end();
    }

    private void labels(Svg svg, double cell) {
        int every = (labels.size() + MOST_LABELS - 1) / MOST_LABELS;
        for (int i = 0; i < labels.size(); i += every) {
            double at = (i + 0.5) * cell;
            svg.text(LEFT + at, TOP + SIZE + 16, "middle", labels.get(i));
            svg.text(LEFT - 6, TOP + at + 4, "end", labels.get(i));
        }
        svg.text(LEFT + SIZE / 2.0, TOP + SIZE + BOTTOM - 12.0, "middle", axis);
        svg.upright(16, TOP + SIZE / 2.0, axis);
    }

    private static void key(Svg svg, Axis scale) {
        double height = (double) SIZE / LEVELS;
        for (int level = 0; level < LEVELS; level++) {
            double y = TOP + SIZE - (level + 1) * height;
            svg.box(LEFT + SIZE + 16, y, 14, height + 0.5, colour((level + 0.5) / LEVELS));
        }
        for (double tick : scale.ticks()) {
            svg.text(LEFT + SIZE + 36, scale.at(tick, TOP + SIZE, TOP) + 4, "start", Axis.text(tick));
        }
    }

    private static String colour(double share) {
        double at = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
        int[] from = STOPS[(int) at];
        int[] to = STOPS[Math.min(STOPS.length - 1, (int) at + 1)];
        int[] mixed = new int[3];
        Arrays.setAll(mixed, i -> (int) Math.round(from[i] + (to[i] - from[i]) * (at - (int) at)));
        return String.format("#%02x%02x%02x", mixed[0], mixed[1], mixed[2]);
    }
}
