/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.drawing.Curves;
import io.github.koopwatch.agent.drawing.Drawing;
import io.github.koopwatch.agent.drawing.Line;
import io.github.koopwatch.agent.picture.Thinned;
import io.github.koopwatch.agent.validation.mechanics.Prediction;
import io.github.koopwatch.agent.validation.mechanics.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Gauges over the steps of a few runs, beside what theory says. */
record Pictures(List<Prediction> predictions, Function<String, Shown> runs) {
    private static final int RUNS = 4;
    private static final int POINTS = 400;

    /** The gauge of a claim on its first runs, dashed what theory says. */
    Drawing gauge(String claim, String title, String axis) {
        Prediction prediction = predictions.stream()
                .filter(p -> p.name().equals(claim))
                .findFirst()
                .orElseThrow();
        List<Line> lines = new ArrayList<>();
        List<Prediction.Seen> seen = prediction.seen();
        for (int i = 0; i < Math.min(RUNS, seen.size()); i++) {
            List<double[]> points = runs.apply(seen.get(i).run()).series(prediction.gauge());
            double[] ends = {points.get(0)[0], points.get(points.size() - 1)[0]};
            double theory = seen.get(i).predicted();
            List<double[]> level = List.of(new double[] {ends[0], theory}, new double[] {ends[1], theory});
            lines.add(line(seen.get(i).run(), i, points));
            lines.add(new Line("theory", i, Line.Style.DASHED, level));
        }
        return new Curves(title, "step", axis, false, lines);
    }

    /** When each mode of the first run is learnt; dashed where theory has it half learnt. */
    Drawing stages() {
        List<Line> lines = new ArrayList<>();
        List<Prediction> halves =
                predictions.stream().filter(p -> p.name().endsWith("-half")).toList();
        for (int i = 0; i < halves.size(); i++) {
            Prediction.Seen seen = halves.get(i).seen().get(0);
            String scalar = "learnt_" + (i + 1);
            lines.add(line("mode " + (i + 1), i, runs.apply(seen.run()).series(scalar)));
            List<double[]> at = List.of(new double[] {seen.predicted(), 0}, new double[] {seen.predicted(), 1});
            lines.add(new Line("theory", i, Line.Style.DASHED, at));
        }
        return new Curves("Learning in stages: how much of each mode is learnt", "step", "share", false, lines);
    }

    private static Line line(String name, int colour, List<double[]> points) {
        return new Line(name, colour, Line.Style.LINE, Thinned.of(points, POINTS));
    }
}
