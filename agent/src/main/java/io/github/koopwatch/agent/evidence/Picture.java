/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.evidence;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws an evidence bundle: channels with onset and firing step, spectra on the unit circle, what was logged. */
public final class Picture {
    private static final int WIDTH = 760;
    private static final int MARGIN = 20;
    private static final int MOST_CHANNELS = 4;
    private static final int PANEL = 96;
    private static final int CIRCLE = 220;
    private static final int MOST_SCALARS = 12;
    private static final int LONGEST_LINE = 110;

    private final EvidenceDocument document;
    private final Svg svg = new Svg();
    private double y = 30;

    private Picture(EvidenceDocument document) {
        this.document = document;
    }

    /** A self-contained SVG document. */
    public static String of(EvidenceDocument document) {
        return new Picture(document).draw();
    }

    private String draw() {
        heading(document.event());
        Evidence.Channels channels = document.channels();
        if (channels != null) {
            chosen(channels).forEach(c -> channel(channels, c));
        }
        circles(document.spectra());
        scalars();
        return svg.document(WIDTH, y + MARGIN);
    }

    private void heading(ChangeEvent e) {
        svg.text(MARGIN, y, 18, "#111", e.kind() + " at step " + e.step() + (e.expected() ? ", expected" : ""));
        for (String line : lines(e.message())) {
            y += 20;
            svg.text(MARGIN, y, 13, "#111", line);
        }
        y += 20;
        String run = e.run() == null ? "group " + e.group() : "run " + e.run() + ", group " + e.group();
        svg.text(
                MARGIN,
                y,
                12,
                "#555",
                run + (e.observable() == null ? "" : ", observable " + e.observable()) + ", cause " + e.cause() + ", "
                        + e.severity() + ", " + e.state());
        y += 24;
    }

    /** The one that spoke first, then the others in their order. */
    private List<Integer> chosen(Evidence.Channels channels) {
        int spoke = channels.names().indexOf(String.valueOf(document.event().channel()));
        return IntStream.concat(
                        IntStream.of(spoke), IntStream.range(0, channels.names().size()))
                .filter(c -> c >= 0)
                .distinct()
                .limit(MOST_CHANNELS)
                .boxed()
                .toList();
    }

    private void channel(Evidence.Channels channels, int c) {
        List<Long> steps = channels.steps();
        double[] values = channels.values().get(c);
        Axis across = Axis.of(steps.stream().mapToDouble(s -> s).toArray(), MARGIN, WIDTH - MARGIN);
        Axis up = Axis.of(values, y + PANEL - 26, y + 18);
        svg.text(MARGIN, y + 10, 12, "#111", channels.names().get(c).replace('_', ' '));
        svg.textEnd(WIDTH - MARGIN, y + 10, 11, "#555", up.span());
        marker(across, document.event().onsetStep(), "4 3");
        marker(across, document.event().step(), "");
        List<double[]> points = new ArrayList<>();
        for (int t = 0; t < values.length; t++) {
            points.add(new double[] {across.at(steps.get(t)), up.at(values[t])});
        }
        svg.line(points, "#1f5fa8");
        svg.text(MARGIN, y + PANEL - 10, 11, "#555", "step " + steps.get(0));
        svg.textEnd(WIDTH - MARGIN, y + PANEL - 10, 11, "#555", "step " + steps.get(steps.size() - 1));
        y += PANEL;
    }

    private void marker(Axis across, long step, String dashes) {
        if (across.holds(step)) {
            svg.stroke(across.at(step), y + 16, across.at(step), y + PANEL - 24, "#b3261e", dashes);
        }
    }

    private void circles(EvidenceDocument.Spectra spectra) {
        svg.text(MARGIN, y + 12, 11, "#555", "onset dashed, firing step solid; below: eigenvalues and the unit circle");
        new UnitCircle(svg, MARGIN + CIRCLE / 2.0, y + 24 + CIRCLE / 2.0, CIRCLE / 2.0)
                .draw(spectra.before(), "before");
        new UnitCircle(svg, WIDTH / 2.0 + CIRCLE / 2.0, y + 24 + CIRCLE / 2.0, CIRCLE / 2.0)
                .draw(spectra.after(), "after");
        y += CIRCLE + 52;
    }

    private void scalars() {
        String logged = document.scalars().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST_SCALARS)
                .map(e -> e.getKey() + " " + Axis.shown(e.getValue() == null ? Double.NaN : e.getValue()))
                .collect(Collectors.joining(", "));
        for (String line : lines(logged.isEmpty() ? "nothing was logged" : "logged last: " + logged)) {
            y += 18;
            svg.text(MARGIN, y, 12, "#111", line);
        }
    }

    /** Broken between words. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + word.length() >= LONGEST_LINE) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
