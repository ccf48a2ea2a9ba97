/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.demo.TangentLoss;
import io.github.koopwatch.agent.drawing.Curves;
import io.github.koopwatch.agent.drawing.Line;
import io.github.koopwatch.agent.drawing.Plane;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.dmd.SvdDmd;
import io.github.koopwatch.koopman.inference.ShuffleTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Online mirror descent, online gradient descent and bisection on f = Σ tan x: Fig. 2 of Redman et al. 2024. */
public final class Fig2 implements Study {
    private static final int DELAYS = 4;
    private static final double WITHIN = 0.02;
    /** A statistic shows the equivalence if bisection is farther from mirror descent than so many times gradient descent. */
    private static final double TELLS = 10;

    private static final int DRAWN_STARTS = 5;

    /** One optimiser: its trajectories and its losses, [start][iteration], and its one spectrum of all starts. */
    private record Optimiser(String name, double[][][] x, double[][] loss, Eigenvalues spectrum) {
        static Optimiser of(String name, double[][][] x, ToDoubleFunction<double[]> loss) {
            AnalysisSettings settings = new AnalysisSettings(
                    AnalysisSettings.CUSTOM,
                    TangentLoss.ROWS,
                    TangentLoss.ROWS,
                    DELAYS,
                    AnalysisSettings.ALL,
                    Centre.NONE,
                    1);
            if (SvdDmd.fit(x, settings) instanceof Spectrum spectrum) {
                return new Optimiser(name, x, each(x, loss), spectrum.eigenvalues());
            }
            throw new IllegalStateException(name + ": expected a spectrum");
        }

        double[][] norms() {
            return each(x, row -> Math.hypot(row[0], row[1]));
        }

        private static double[][] each(double[][][] x, ToDoubleFunction<double[]> value) {
            return Arrays.stream(x)
                    .map(run -> Arrays.stream(run).mapToDouble(value).toArray())
                    .toArray(double[][]::new);
        }
    }

    @Override
    public String name() {
        return "fig2";
    }

    @Override
    public String title() {
        return "Fig. 2: mirror descent, gradient descent, bisection";
    }

    @Override
    public Findings run(Effort effort, Progress progress) {
        Optimiser mirror = Optimiser.of("mirror descent", TangentLoss.mirrorDescent(), TangentLoss::loss);
        Optimiser gradient =
                Optimiser.of("gradient descent in log x", TangentLoss.gradientDescent(), TangentLoss::lossOfLog);
        Optimiser bisection = Optimiser.of("bisection", TangentLoss.bisection(), TangentLoss::distanceFromRoot);
        double[][] statistics = statistics(mirror, gradient, bisection);
        List<Claim> claims = new ArrayList<>(distances(mirror, gradient, bisection));
        claims.add(hides("trajectories", statistics[1]));
        claims.add(hides("losses", statistics[2]));
        List<Optimiser> all = List.of(mirror, gradient, bisection);
        return new Findings(claims, List.of(table(statistics)), List.of(plane(all), paths(all), losses(all)), REMARKS);
    }

    private static final List<String> REMARKS = List.of(
            "Every optimiser is one fit of its 25 starts, in double precision: the weakest modes are 5e-9 of the first.",
            "Trajectories are compared where each optimiser moves, gradient descent in log x; losses are f, for bisection"
                    + " |f|, which looks for a root. Distances are means over equal iterations of equal starts.");

    private static List<Claim> distances(Optimiser mirror, Optimiser gradient, Optimiser bisection) {
        return List.of(
                w1("fig2.omd-ogd", mirror, gradient, 0.0080732471),
                w1("fig2.ogd-bm", gradient, bisection, 0.7534487933),
                w1("fig2.omd-bm", mirror, bisection, 0.7460233566),
                shuffled(
                        "fig2.shuffle-equivalent",
                        "the shuffle test leaves mirror and gradient descent equivalent",
                        0.125,
                        ShuffleTest.pValue(mirror.spectrum(), gradient.spectrum(), 0)),
                shuffled(
                        "fig2.shuffle-bisection",
                        "the shuffle test tells bisection from both (the larger p)",
                        2.0 / 1024,
                        Math.max(
                                ShuffleTest.pValue(gradient.spectrum(), bisection.spectrum(), 0),
                                ShuffleTest.pValue(mirror.spectrum(), bisection.spectrum(), 0))));
    }

    private static Claim w1(String id, Optimiser a, Optimiser b, double published) {
        double own = Wasserstein.w1(a.spectrum(), b.spectrum());
        return Claim.of(
                id,
                "the spectra of " + a.name() + " and " + b.name(),
                "W1 " + Figure.digits(published),
                Figure.of("W1", own),
                Ruling.near(own, published, WITHIN));
    }

    private static Claim shuffled(String id, String text, double published, double p) {
        return Claim.of(
                id, text, "p " + Figure.digits(published), Figure.of("p", p), Ruling.near(p, published, WITHIN));
    }

    private static Claim hides(String what, double[] distances) {
        double ratio = distances[1] / distances[0];
        return Claim.of(
                "fig2." + what + "-hide",
                what + " hide that mirror and gradient descent are equivalent and bisection is not",
                "-",
                Figure.of("bisection over gradient descent, as seen from mirror descent,", ratio),
                Ruling.exactly(ratio < TELLS, "to be below " + Figure.digits(TELLS)));
    }

    /** [statistic][mirror to gradient, mirror to bisection]: spectra, trajectories, losses, norms. */
    private static double[][] statistics(Optimiser mirror, Optimiser gradient, Optimiser bisection) {
        return Stream.of(gradient, bisection)
                .map(other -> new double[] {
                    Wasserstein.w1(mirror.spectrum(), other.spectrum()),
                    IntStream.range(0, mirror.x().length)
                            .mapToDouble(start -> apart(mirror.x()[start], other.x()[start]))
                            .average()
                            .orElseThrow(),
                    apart(mirror.loss(), other.loss()),
                    apart(mirror.norms(), other.norms())
                })
                .collect(Collectors.collectingAndThen(Collectors.toList(), Fig2::transposed));
    }

    private static double[][] transposed(List<double[]> columns) {
        return IntStream.range(0, columns.get(0).length)
                .mapToObj(i -> columns.stream().mapToDouble(c -> c[i]).toArray())
                .toArray(double[][]::new);
    }

    /** The mean distance of rows. */
    private static double apart(double[][] a, double[][] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.sqrt(IntStream.range(0, a[i].length)
                                .mapToDouble(j -> (a[i][j] - b[i][j]) * (a[i][j] - b[i][j]))
                                .sum()
                        / a[i].length))
                .average()
                .orElseThrow();
    }

    private static Table table(double[][] statistics) {
        List<String> names = List.of("spectra", "trajectories", "losses", "norms");
        return new Table(
                "What each statistic says",
                List.of("from mirror descent to", "gradient descent", "bisection", "ratio"),
                IntStream.range(0, names.size())
                        .mapToObj(i -> List.of(
                                names.get(i),
                                Figure.digits(statistics[i][0]),
                                Figure.digits(statistics[i][1]),
                                Figure.digits(statistics[i][1] / statistics[i][0])))
                        .toList());
    }

    private static Plane plane(List<Optimiser> all) {
        return new Plane(
                "The spectra: those of mirror and gradient descent lie on each other",
                true,
                all.stream()
                        .map(o -> new Plane.Side(o.name(), List.of(o.spectrum())))
                        .toList());
    }

    private static Curves paths(List<Optimiser> all) {
        return new Curves(
                "The first coordinate from five of the starts, each where its optimiser moves",
                "iteration",
                "first coordinate",
                false,
                lines(
                        all,
                        o -> Arrays.stream(o.x())
                                .map(run -> Arrays.stream(run)
                                        .mapToDouble(row -> row[0])
                                        .toArray())
                                .toArray(double[][]::new)));
    }

    private static Curves losses(List<Optimiser> all) {
        return new Curves("The losses from the same starts", "iteration", "loss", false, lines(all, Optimiser::loss));
    }

    private static List<Line> lines(List<Optimiser> all, Function<Optimiser, double[][]> curves) {
        return IntStream.range(0, all.size())
                .boxed()
                .flatMap(i -> Arrays.stream(curves.apply(all.get(i)))
                        .limit(DRAWN_STARTS)
                        .map(curve -> Line.over(all.get(i).name(), i, Line.Style.LINE, curve, 1)))
                .toList();
    }
}
