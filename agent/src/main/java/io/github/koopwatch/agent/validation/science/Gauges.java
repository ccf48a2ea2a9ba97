/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.drawing.Drawing;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.agent.validation.mechanics.LiveRuns;
import io.github.koopwatch.agent.validation.mechanics.Measured;
import io.github.koopwatch.agent.validation.mechanics.Prediction;
import io.github.koopwatch.agent.validation.mechanics.Shown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The mechanics of learning: what theories predict of trainings, and what the gauges show of them. */
public final class Gauges implements Study {
    private static final String CLAIMS = "claims.json";
    /** Live readings are of the same bytes by the same code; scalars pass through as they are. */
    private static final double SAME = 1e-9;

    private final Optional<LiveRuns> live;

    /** @param live where one run of every claim is published and read back from; empty: nowhere */
    public Gauges(Optional<LiveRuns> live) {
        this.live = live;
    }

    @Override
    public String name() {
        return "gauges";
    }

    @Override
    public String title() {
        return "Learning mechanics";
    }

    @Override
    public Findings run(Effort effort, Progress progress) {
        Path folder = effort.folder(name());
        if (!Files.exists(folder.resolve(CLAIMS))) {
            List<String> options = new ArrayList<>(List.of("--out", folder.toString()));
            if (effort.quick()) {
                options.add("--quick");
            }
            effort.seeds().ifPresent(n -> options.addAll(List.of("--seeds", String.valueOf(n))));
            Python.find(progress).train("mechanics.make", options, progress);
        }
        List<Prediction> predictions = Prediction.read(folder.resolve(CLAIMS));
        Map<String, Shown> runs = new HashMap<>();
        Function<String, Shown> shown = run -> runs.computeIfAbsent(run, name -> Shown.offline(folder, name));
        List<Claim> claims = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (Prediction prediction : predictions) {
            progress.at("reading gauges", claims.size(), predictions.size());
            Measured measured = Measured.of(prediction, shown);
            claims.add(claim(prediction, measured));
            rows.add(row(prediction, measured));
        }
        live.ifPresent(service -> claims.add(seenLive(service, folder, predictions, shown, progress)));
        return new Findings(claims, List.of(table(rows)), pictures(predictions, shown), REMARKS);
    }

    private static Claim claim(Prediction prediction, Measured measured) {
        Figure figure = new Figure(
                WORDS.getOrDefault(prediction.statistic(), prediction.statistic()),
                measured.statistic(),
                measured.low(),
                measured.high());
        return Claim.of(
                "gauges." + prediction.name(),
                prediction.text() + " (" + prediction.source() + ")",
                Figure.digits(measured.predicted()) + " = " + prediction.theory(),
                figure,
                Ruling.between(figure, prediction.low(), prediction.high()));
    }

    private static final Map<String, String> WORDS =
            Map.of("difference", "measured less predicted", "ratio", "measured over predicted", "value", "measured");

    private static Claim seenLive(
            LiveRuns service,
            Path folder,
            List<Prediction> predictions,
            Function<String, Shown> offline,
            Progress progress) {
        double worst = 0;
        for (Prediction prediction : predictions) {
            worst = Math.max(worst, service.difference(folder, prediction, offline, progress));
        }
        return Claim.of(
                "gauges.live",
                "The first run of each claim, published to a service, shows the same in its API as offline",
                "no difference",
                Figure.of("largest relative difference of " + predictions.size() + " readings", worst),
                Ruling.exactly(worst <= SAME, "to be at most " + Figure.digits(SAME)));
    }

    private static List<String> row(Prediction prediction, Measured m) {
        return List.of(
                prediction.name(),
                prediction.gauge(),
                Figure.digits(m.predicted()),
                Figure.digits(m.measured()),
                String.valueOf(m.runs()));
    }

    private static Table table(List<List<String>> rows) {
        return new Table("Gauges, means over runs", List.of("claim", "gauge", "predicted", "measured", "runs"), rows);
    }

    private static final List<String> REMARKS = List.of(
            "A claim holds if the whole 95 % interval (Student's t over independent runs) lies between the bounds, and"
                    + " differs if none of it does.",
            "The charges of scale and rescale take the squared gradients from the trainer: they check the law and the"
                    + " gauge, and predict nothing that the gradients would not tell.");

    private static List<Drawing> pictures(List<Prediction> predictions, Function<String, Shown> runs) {
        Pictures drawn = new Pictures(predictions, runs);
        return List.of(
                drawn.gauge("edge-sharpness", "The edge of stability: sharpness", "sharpness (dashed: 2 / rate)"),
                drawn.gauge(
                        "edge-eigenvalue",
                        "The edge of stability: the window's most negative eigenvalue",
                        "eigenvalue (dashed: -1)"),
                drawn.gauge("collapse-large", "Vanishing units at a large step", "units (dashed: theory)"),
                drawn.stages());
    }
}
