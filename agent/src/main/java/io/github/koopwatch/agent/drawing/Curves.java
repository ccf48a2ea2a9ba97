/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.drawing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** Curves over a common axis. */
public record Curves(String title, String x, String y, boolean logarithmic, List<Line> lines) implements Drawing {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 340;
    private static final int LEFT = 72;
    private static final int RIGHT = 190;
    private static final int TOP = 14;
    private static final int BOTTOM = 48;

    @Override
    public String svg() {
        Axis across = Axis.around(values(0, 0), false);
        Axis up = Axis.around(values(1, 3), logarithmic);
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        grid(svg, across, up);
        lines.forEach(line -> draw(svg, line, across, up));
        legend(svg);
        return svg.end();
    }

    private DoubleStream values(int from, int to) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .flatMapToDouble(point -> DoubleStream.of(point).skip(from).limit(to - from + 1L));
    }

    private void grid(Svg svg, Axis across, Axis up) {
        for (double tick : up.ticks()) {
            double at = up.at(tick, HEIGHT - BOTTOM, TOP);
            svg.line(LEFT, at, WIDTH - RIGHT, at, Svg.GRID);
            svg.text(LEFT - 6, at + 4, "end", Axis.text(tick));
        }
        for (double tick : across.ticks()) {
            double at = across.at(tick, LEFT, WIDTH - RIGHT);
            svg.line(at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 4, Svg.SOFT);
            svg.text(at, HEIGHT - BOTTOM + 18, "middle", Axis.text(tick));
        }
        svg.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, Svg.SOFT);
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", x);
        svg.upright(16, (TOP + HEIGHT - BOTTOM) / 2.0, y);
    }

    private static void draw(Svg svg, Line line, Axis across, Axis up) {
        String colour = Svg.colour(line.colour());
        StringBuilder d = new StringBuilder();
        boolean drawing = false;
        for (double[] point : line.points()) {
            if (!up.shows(point[1])) {
                drawing = false;
                continue;
            }
            double at = across.at(point[0], LEFT, WIDTH - RIGHT);
            double height = up.at(point[1], HEIGHT - BOTTOM, TOP);
            d.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", at, height));
            drawing = true;
            bar(svg, point, at, up, colour);
            if (line.style() == Line.Style.MARKS) {
                Mark.of(line.colour()).draw(svg, at, height, colour);
            }
        }
        if (line.style() != Line.Style.MARKS) {
            svg.path(d.toString(), colour, line.style() == Line.Style.DASHED);
        }
    }

    private static void bar(Svg svg, double[] point, double at, Axis up, String colour) {
        if (point.length == 4 && up.shows(point[2]) && up.shows(point[3])) {
            svg.line(at, up.at(point[2], HEIGHT - BOTTOM, TOP), at, up.at(point[3], HEIGHT - BOTTOM, TOP), colour);
        }
    }

    private void legend(Svg svg) {
        TreeMap<Integer, String> names = new TreeMap<>();
        lines.forEach(line -> names.putIfAbsent(line.colour(), line.name()));
        double y = TOP + 14;
        for (Map.Entry<Integer, String> name : names.entrySet()) {
            Mark.of(name.getKey()).draw(svg, WIDTH - RIGHT + 14.0, y - 4, Svg.colour(name.getKey()));
            svg.text(WIDTH - RIGHT + 24.0, y, "start", name.getValue());
            y += 18;
        }
    }
}
