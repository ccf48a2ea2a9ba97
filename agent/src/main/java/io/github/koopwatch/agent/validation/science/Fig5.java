/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.drawing.Curves;
import io.github.koopwatch.agent.drawing.Drawing;
import io.github.koopwatch.agent.drawing.Line;
import io.github.koopwatch.agent.drawing.Plane;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.SpectrumSet;
import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Transformers on modular addition, free and of constrained norm: Fig. 5 of Redman et al. 2024. */
public final class Fig5 implements Study {
    private static final int STEPS = 100;
    private static final int HELD_OUT_EVERY = 10;
    private static final double PUBLISHED = 0.02752717;
    private static final double DEVIATION = 0.00137790;
    private static final double WITHIN = 0.02;

    /** What was trained and what it gave, and what was published. */
    private record Runs(
            Arm free,
            Arm constrained,
            Distances spectra,
            Distances reduced,
            List<List<Eigenvalues>> reducedFree,
            List<Eigenvalues> script,
            Distances stored) {
        Distances curves(String name) {
            return Distances.curves(free.curve(name), constrained.curve(name));
        }

        /** The first values of a curve alone. */
        Distances curves(String name, int first) {
            return Distances.curves(start(free.curve(name), first), start(constrained.curve(name), first));
        }

        private static double[][] start(double[][] curves, int first) {
            return Arrays.stream(curves)
                    .map(c -> Arrays.copyOf(c, Math.min(first, c.length)))
                    .toArray(double[][]::new);
        }
    }

    @Override
    public String name() {
        return "fig5";
    }

    @Override
    public String title() {
        return "Fig. 5: transformers on modular addition, free and of constrained norm";
    }

    @Override
    public Findings run(Effort effort, Progress progress) {
        Runs runs = trained(effort, progress);
        List<Claim> claims = List.of(
                apart(runs),
                distance("fig5.w1", "the distance, of single runs in the product's preset paper", runs.spectra()),
                distance(
                        "fig5.w1-reduced",
                        "the distance after the published reduction to ten components",
                        runs.reduced()),
                storedDistance(),
                script(runs),
                losses(runs));
        return new Findings(claims, List.of(table(runs)), pictures(runs), REMARKS);
    }

    private static final List<String> REMARKS = List.of(
            "Rows are the second matrix of the perceptron after each of the first 100 steps. The published spectra are fits of"
                    + " ten nearly equal copies of a run, reduced to ten principal components; ours are of single runs.",
            "The released script regresses the constrained rows on the free ones, two different bases, and calls the result"
                    + " the constrained spectrum. The stored spectra were not made so: those of the script lie far off.",
            "The norm was constrained, so the norm tells at once; so does the training loss. The experiment shows that spectra"
                    + " tell the arms apart with no loss, no norm and no scale in common, not that nothing else does.");

    private static Runs trained(Effort effort, Progress progress) {
        Path folder = effort.folder("fig5");
        List<String> arguments = new ArrayList<>(List.of(
                "--out",
                folder.toString(),
                "--replicas",
                String.valueOf(effort.replicas(8, 4)),
                "--steps",
                String.valueOf(STEPS)));
        if (effort.quick()) {
            arguments.addAll(List.of("--modulus", "29", "--width", "32"));
        }
        Python.find(progress).train("science.fig5", arguments, progress);
        Arm free = Arm.read(folder, "free");
        Arm constrained = Arm.read(folder, "constrained");
        AnalysisSettings paper = AnalysisSettings.paper();
        List<List<Eigenvalues>> reduced = Arm.read(folder, "free-pca").spectra(paper, progress);
        return new Runs(
                free,
                constrained,
                Distances.spectra(free.spectra(paper, progress), constrained.spectra(paper, progress)),
                Distances.spectra(reduced, Arm.read(folder, "constrained-pca").spectra(paper, progress)),
                reduced,
                SpectrumSet.read(folder.resolve("script.npy")),
                Distances.spectra(each("grokking"), each("grokking_constrained")));
    }

    private static List<List<Eigenvalues>> each(String published) {
        return Published.spectra(published).stream().map(List::of).toList();
    }

    private static Claim apart(Runs runs) {
        return Claim.of(
                "fig5.apart",
                "the spectra of the first 100 steps tell free from constrained",
                "they do not overlap",
                runs.spectra().between("W1"),
                runs.spectra().different());
    }

    private static Claim distance(String id, String text, Distances distances) {
        Figure own = distances.between("W1");
        return Claim.of(
                id, text, "W1 0.0275 ± 0.0014", own, Ruling.meets(own, PUBLISHED - DEVIATION, PUBLISHED + DEVIATION));
    }

    /** Replica by replica, as published. */
    private static Claim storedDistance() {
        List<Eigenvalues> free = Published.spectra("grokking");
        List<Eigenvalues> constrained = Published.spectra("grokking_constrained");
        double mean = IntStream.range(0, free.size())
                .mapToDouble(i -> Wasserstein.w1(free.get(i), constrained.get(i)))
                .average()
                .orElseThrow();
        return Claim.of(
                "fig5.stored",
                "the distance of the stored published spectra",
                "W1 0.0275 ± 0.0014",
                Figure.of("W1", mean),
                Ruling.near(mean, PUBLISHED, WITHIN));
    }

    private static Claim script(Runs runs) {
        List<List<Eigenvalues>> mixed = runs.script().stream().map(List::of).toList();
        Figure own = Distances.spectra(runs.reducedFree(), mixed).between("W1");
        return Claim.of(
                "fig5.script",
                "the released script, which mixes the two runs' data, gives the stored spectra's distance",
                "W1 0.0275 ± 0.0014",
                own,
                Ruling.meets(own, PUBLISHED - DEVIATION, PUBLISHED + DEVIATION));
    }

    private static Claim losses(Runs runs) {
        Distances losses = runs.curves("loss");
        return Claim.of(
                "fig5.losses",
                "the training losses of the first 100 steps coincide",
                "they coincide",
                losses.between("mean difference"),
                losses.equivalent());
    }

    private static Table table(Runs runs) {
        return new Table(
                "Free against constrained, by what is compared",
                Distances.columns(""),
                List.of(
                        runs.spectra().row("spectra, 100 steps"),
                        runs.reduced().row("spectra of ten components"),
                        runs.stored().row("spectra, published"),
                        runs.curves("norm", 10).row("norm of all weights, 10 steps"),
                        runs.curves("loss", 10).row("training loss, 10 steps"),
                        runs.curves("norm").row("norm of all weights, 100 steps"),
                        runs.curves("loss").row("training loss, 100 steps"),
                        runs.curves("held_out").row("held-out loss, 100 steps")));
    }

    private static List<Drawing> pictures(Runs runs) {
        AnalysisSettings paper = AnalysisSettings.paper();
        List<Arm> arms = List.of(runs.free(), runs.constrained());
        List<Plane.Side> sides = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < arms.size(); i++) {
            Arm arm = arms.get(i);
            List<Eigenvalues> spectra = arm.spectra(paper, Progress.NONE).stream()
                    .map(windows -> windows.get(0))
                    .toList();
            sides.add(new Plane.Side(arm.name(), spectra));
            lines.add(Line.over(arm.name() + ", trained", i, Line.Style.LINE, mean(arm.curve("loss")), 1));
            double[] heldOut = mean(arm.curve("held_out"));
            lines.add(Line.over(arm.name() + ", held out", i + 2, Line.Style.DASHED, heldOut, HELD_OUT_EVERY));
        }
        return List.of(
                new Plane("The spectra of the first 100 steps, all replicas", false, sides),
                new Plane(
                        "The published spectra, all replicas",
                        false,
                        List.of(
                                new Plane.Side("free", Published.spectra("grokking")),
                                new Plane.Side("constrained", Published.spectra("grokking_constrained")))),
                new Curves("Losses, means over the replicas", "step", "loss", false, lines));
    }

    private static double[] mean(double[][] curves) {
        double[] mean = new double[curves[0].length];
        Arrays.setAll(
                mean,
                t -> Arrays.stream(curves).mapToDouble(c -> c[t]).average().orElseThrow());
        return mean;
    }
}
