/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.drawing.Curves;
import io.github.koopwatch.agent.drawing.Drawing;
import io.github.koopwatch.agent.drawing.Line;
import io.github.koopwatch.agent.drawing.Plane;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.inference.ShuffleTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Fully connected networks of width 5, 10 and 40: Fig. 3 of Redman et al. 2024. */
public final class Fig3 implements Study {
    private static final int STEPS = 2_000;
    private static final int PUBLISHED_STEPS = 1_000;
    private static final List<Integer> WIDTHS = List.of(5, 10, 40);
    /** Two widths, and the published distance with its deviation over 25 seeds, recomputed from the stored spectra. */
    private static final List<Pair> PAIRS = List.of(
            new Pair(5, 10, 0.00652300, 0.00168328),
            new Pair(5, 40, 0.00700428, 0.00166858),
            new Pair(10, 40, 0.00470966, 0.00119510));

    private record Pair(int a, int b, double published, double deviation) {
        String id() {
            return a + "-" + b;
        }

        String text() {
            return "widths " + a + " and " + b;
        }
    }

    /** Everything that is known of one width. */
    private record Width(Arm arm, List<List<Eigenvalues>> product, List<List<Eigenvalues>> asPublished) {}

    @Override
    public String name() {
        return "fig3";
    }

    @Override
    public String title() {
        return "Fig. 3: fully connected networks of width 5, 10 and 40";
    }

    @Override
    public Findings run(Effort effort, Progress progress) {
        Map<Integer, Width> widths = widths(effort, progress);
        List<Claim> claims = new ArrayList<>();
        PAIRS.forEach(pair -> claims.add(apart(pair, product(widths, pair))));
        claims.add(closer(widths));
        claims.add(replicas(widths));
        PAIRS.forEach(pair -> claims.add(distance(pair, asPublished(widths, pair))));
        claims.add(shuffle(widths));
        claims.add(stored());
        return new Findings(claims, tables(widths), pictures(widths), REMARKS);
    }

    private static final List<String> REMARKS = List.of(
            "Told apart: preset denoised over all steps. Distances as published: one fit of the first 1,000 steps, uncentred,"
                    + " ten modes, 64, 32 and 8 delays; of single runs, where the paper pools ten nearly equal copies of each.",
            "Why the published shuffle test cannot tell: it swaps matched eigenvalues of one pair of runs and matches again, so"
                    + " it knows nothing of what another seed changes; the old matching stays possible, so a swap never"
                    + " brings spectra farther apart, and where eigenvalues crowd near 1 nearly every swap costs nothing.",
            "Norm and loss tell widths at once, as they must: the networks have different numbers of weights.");

    private static Map<Integer, Width> widths(Effort effort, Progress progress) {
        DenseArms trainings = new DenseArms();
        WIDTHS.forEach(h -> trainings.arm("width" + h, "hidden=" + h, "data=" + effort.images()));
        Map<String, Arm> arms = trainings.train("fig3", effort, effort.replicas(16, 4), STEPS, progress);
        Map<Integer, Width> widths = new LinkedHashMap<>();
        for (int h : WIDTHS) {
            Arm arm = Objects.requireNonNull(arms.get("width" + h));
            widths.put(
                    h,
                    new Width(
                            arm,
                            arm.spectra(AnalysisSettings.denoised(), progress),
                            arm.spectra(published(h), progress)));
        }
        return widths;
    }

    /** The released analysis: embedded dimensions of about equal size, so fewer delays for wider networks. */
    private static AnalysisSettings published(int width) {
        int once = 4_096; // a hop beyond the last row: the first window alone
        return new AnalysisSettings(AnalysisSettings.CUSTOM, PUBLISHED_STEPS, once, 320 / width, 10, Centre.NONE, 1);
    }

    private static Width of(Map<Integer, Width> widths, int width) {
        return Objects.requireNonNull(widths.get(width));
    }

    private static Distances product(Map<Integer, Width> widths, Pair pair) {
        return Distances.spectra(
                of(widths, pair.a()).product(), of(widths, pair.b()).product());
    }

    private static Distances asPublished(Map<Integer, Width> widths, Pair pair) {
        return Distances.spectra(
                of(widths, pair.a()).asPublished(), of(widths, pair.b()).asPublished());
    }

    private static Claim apart(Pair pair, Distances distances) {
        return Claim.of(
                "fig3." + pair.id(),
                pair.text() + " train differently",
                pair.b() == 40 && pair.a() == 10 ? "near each other" : "not conjugate",
                distances.between("W1"),
                distances.different());
    }

    private static Claim closer(Map<Integer, Width> widths) {
        Figure far = product(widths, PAIRS.get(1)).between("W1");
        Figure near = product(widths, PAIRS.get(2)).between("W1");
        // the intervals' ends as if independent: wider than a joint one
        Figure ratio = new Figure(
                "W1 of 5 and 40 over 10 and 40,",
                far.value() / near.value(),
                far.low() / near.high(),
                far.high() / near.low());
        return Claim.of(
                "fig3.closer",
                "widths 10 and 40 lie nearer to each other than 5 and 40",
                "0.0070 against 0.0047",
                ratio,
                Ruling.above(ratio, 1));
    }

    /** Replicas of one width, dealt out in turn. */
    private static Claim replicas(Map<Integer, Width> widths) {
        List<List<Eigenvalues>> all = of(widths, 40).product();
        Distances halves = Distances.spectra(every(all, 0), every(all, 1));
        return Claim.of(
                "fig3.replicas",
                "seeds of width 40 train equivalently (one half of them against the other)",
                "conjugate",
                halves.between("W1"),
                halves.equivalent());
    }

    private static <T> List<T> every(List<T> all, int from) {
        return IntStream.range(0, all.size())
                .filter(i -> i % 2 == from)
                .mapToObj(all::get)
                .toList();
    }

    private static Claim distance(Pair pair, Distances distances) {
        Figure own = distances.between("W1");
        return Claim.of(
                "fig3.w1-" + pair.id(),
                "the distance of " + pair.text() + " in the published analysis",
                "W1 " + Figure.digits(pair.published()) + " ± " + Figure.digits(pair.deviation()),
                own,
                Ruling.meets(own, pair.published() - pair.deviation(), pair.published() + pair.deviation()));
    }

    private static Claim shuffle(Map<Integer, Width> widths) {
        double smallest = PAIRS.stream()
                .mapToDouble(pair -> shuffleP(
                        first(of(widths, pair.a()).asPublished()),
                        first(of(widths, pair.b()).asPublished())))
                .min()
                .orElseThrow();
        return Claim.of(
                "fig3.shuffle",
                "the published shuffle test tells no two widths apart (the smallest mean p)",
                "p 0.472, 0.546, 0.811",
                Figure.of("p", smallest),
                Ruling.exactly(smallest > Ruling.ALPHA, "to be above 0.05"));
    }

    private static Claim stored() {
        double largest = PAIRS.stream()
                .mapToDouble(pair -> stored(pair).look().pValue())
                .max()
                .orElseThrow();
        return Claim.of(
                "fig3.stored",
                "the permutation of replicas tells the widths apart in the published spectra too (the largest p)",
                "-",
                Figure.of("p", largest),
                Ruling.exactly(largest <= Ruling.ALPHA, "to be at most 0.05"));
    }

    private static Distances stored(Pair pair) {
        return Distances.spectra(each(pair.a()), each(pair.b()));
    }

    private static List<List<Eigenvalues>> each(int width) {
        return Published.spectra("fcn_h" + width).stream().map(List::of).toList();
    }

    private static List<Eigenvalues> first(List<List<Eigenvalues>> replicas) {
        return replicas.stream().map(windows -> windows.get(0)).toList();
    }

    /** The mean over replicas. */
    private static double shuffleP(List<Eigenvalues> a, List<Eigenvalues> b) {
        return IntStream.range(0, a.size())
                .filter(i -> a.get(i).size() == b.get(i).size())
                .mapToDouble(i -> ShuffleTest.pValue(a.get(i), b.get(i), 0))
                .average()
                .orElse(Double.NaN);
    }

    private static List<Table> tables(Map<Integer, Width> widths) {
        List<List<String>> told = new ArrayList<>();
        List<List<String>> shuffled = new ArrayList<>();
        for (Pair pair : PAIRS) {
            Width a = of(widths, pair.a());
            Width b = of(widths, pair.b());
            told.add(product(widths, pair).row(pair.id() + " spectra, denoised"));
            told.add(asPublished(widths, pair).row(pair.id() + " spectra, as published"));
            told.add(stored(pair).row(pair.id() + " spectra, published"));
            told.add(Distances.curves(a.arm().curve("norm"), b.arm().curve("norm"))
                    .row(pair.id() + " norm"));
            told.add(Distances.curves(a.arm().curve("loss"), b.arm().curve("loss"))
                    .row(pair.id() + " loss"));
            shuffled.add(List.of(
                    pair.id(),
                    Figure.digits(shuffleP(first(a.asPublished()), first(b.asPublished()))),
                    Figure.digits(asPublished(widths, pair).look().pValue()),
                    Figure.digits(shuffleP(first(each(pair.a())), first(each(pair.b())))),
                    Figure.digits(stored(pair).look().pValue())));
        }
        return List.of(
                new Table("Distances, and what tells the widths apart", Distances.columns("widths"), told),
                new Table(
                        "Two tests of the same spectra",
                        List.of("widths", "shuffle p", "permutation p", "published: shuffle p", "permutation p "),
                        shuffled));
    }

    private static List<Drawing> pictures(Map<Integer, Width> widths) {
        List<Plane.Side> sides = widths.entrySet().stream()
                .map(w ->
                        new Plane.Side("width " + w.getKey(), first(w.getValue().asPublished())))
                .toList();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < PAIRS.size(); i++) {
            Width a = of(widths, PAIRS.get(i).a());
            Width b = of(widths, PAIRS.get(i).b());
            lines.add(line(PAIRS.get(i).text(), i, Line.Style.LINE, a, b));
        }
        for (int i = 0; i < WIDTHS.size(); i++) {
            Width w = of(widths, WIDTHS.get(i));
            lines.add(line("within width " + WIDTHS.get(i), i + PAIRS.size(), Line.Style.DASHED, w, w));
        }
        return List.of(
                new Curves("W1 between widths, and within (dashed)", "last step of the window", "W1", false, lines),
                new Plane("The spectra of all replicas in the published analysis", false, sides));
    }

    /** Mean W1 of each window; between the arms with a bar, within one arm without. */
    private static Line line(String name, int colour, Line.Style style, Width a, Width b) {
        List<double[]> points = new ArrayList<>();
        int windows = a.product().get(0).size();
        for (int w = 0; w < windows; w++) {
            Distances d = Distances.spectra(window(a, w), window(b, w));
            double step = PUBLISHED_STEPS + 100.0 * w - 1;
            Figure between = d.between("W1");
            points.add(
                    a.equals(b)
                            ? new double[] {step, d.of().within()}
                            : new double[] {step, between.value(), between.low(), between.high()});
        }
        return new Line(name, colour, style, points);
    }

    private static List<List<Eigenvalues>> window(Width width, int w) {
        return width.product().stream().map(windows -> List.of(windows.get(w))).toList();
    }
}
