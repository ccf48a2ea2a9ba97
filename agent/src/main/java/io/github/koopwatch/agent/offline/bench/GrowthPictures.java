/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.drawing.Curves;
import io.github.koopwatch.agent.drawing.Line;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** How what a service costs grows with runs, dimension and window, each beside the others' usual size. */
public record GrowthPictures(List<ScaleBench> found) {
    private enum Axis {
        RUNS("runs", ScaleBench::runs),
        DIMENSION("dimension", ScaleBench::dim),
        WINDOW("window", ScaleBench::window);

        private final String word;
        private final ToIntFunction<ScaleBench> size;

        Axis(String word, ToIntFunction<ScaleBench> size) {
            this.word = word;
            this.size = size;
        }
    }

    /** Processor time a snapshot. */
    public Curves cpu() {
        return curves("Processor time a snapshot, all processes", "microseconds", ScaleBench::cpuUsPerSnapshot, false);
    }

    /** Memory; dashed what three times the rows of all windows would be. */
    public Curves memory() {
        return curves("Resident memory, all processes", "MB", ScaleBench::residentMb, true);
    }

    private Curves curves(String title, String y, ToDoubleFunction<ScaleBench> figure, boolean bound) {
        List<Line> lines = IntStream.range(0, Axis.values().length)
                .boxed()
                .flatMap(i -> {
                    Line line = line(Axis.values()[i], i, Line.Style.LINE, figure);
                    return bound
                            ? List.of(line, line(Axis.values()[i], i, Line.Style.DASHED, f -> 3 * f.windowsMb()))
                                    .stream()
                            : List.of(line).stream();
                })
                .toList();
        return new Curves(title, "times the smallest", y, bound, lines);
    }

    private Line line(Axis axis, int colour, Line.Style style, ToDoubleFunction<ScaleBench> figure) {
        List<ScaleBench> along = along(axis);
        double smallest = along.isEmpty() ? 1 : axis.size.applyAsInt(along.get(0));
        int largest = along.isEmpty() ? 1 : axis.size.applyAsInt(along.get(along.size() - 1));
        String name = axis.word + " " + (int) smallest + "-" + largest;
        return new Line(
                name,
                colour,
                style,
                along.stream()
                        .map(f -> new double[] {axis.size.applyAsInt(f) / smallest, figure.applyAsDouble(f)})
                        .toList());
    }

    /** Those that differ from the usual one, the first, in nothing else; not what a service costs with hardly any snapshots. */
    private List<ScaleBench> along(Axis axis) {
        ScaleBench usual = found.get(0);
        return found.stream()
                .filter(f -> f.perS() > usual.perS() / 2)
                .filter(f -> List.of(Axis.values()).stream()
                        .allMatch(a -> a == axis || a.size.applyAsInt(f) == a.size.applyAsInt(usual)))
                .sorted(Comparator.comparingInt(axis.size))
                .toList();
    }
}
