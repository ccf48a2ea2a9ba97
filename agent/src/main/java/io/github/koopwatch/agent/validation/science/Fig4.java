/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.drawing.Drawing;
import io.github.koopwatch.agent.drawing.Heat;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The first epoch of convolutional networks: Fig. 4 of Redman et al. 2024. */
public final class Fig4 implements Study {
    private static final int STEPS = 1_000;
    private static final List<String> NETWORKS = List.of("lenet", "residual");
    private static final int DRAWS = 2_000;

    /** One architecture: its replicas in two presets. */
    private record Network(Arm arm, List<EarlyEpoch> paper, List<EarlyEpoch> monitor) {}

    @Override
    public String name() {
        return "fig4";
    }

    @Override
    public String title() {
        return "Fig. 4: the early phase of a LeNet-like and of a residual network";
    }

    @Override
    public Findings run(Effort effort, Progress progress) {
        Map<String, Network> networks = networks(effort, progress);
        Network lenet = Objects.requireNonNull(networks.get("lenet"));
        Network residual = Objects.requireNonNull(networks.get("residual"));
        List<Claim> claims = List.of(
                transition("lenet", lenet),
                transition("residual", residual),
                similar(lenet, residual),
                specific(lenet, residual),
                noted("lenet", lenet),
                noted("residual", residual));
        return new Findings(claims, List.of(table(networks)), pictures(networks), REMARKS);
    }

    private static final List<String> REMARKS = List.of(
            "Windows of 100 iterations without common rows, preset paper; all weights in one sketch. Of the published experiment"
                    + " (LeNet on MNIST, ResNet-20 on CIFAR-10) neither code nor values are at hand: its pictures alone.",
            "Transition: log10 of the mean W1 from the first window to those of the last half, over the mean among these.",
            "Noted: the engine's own EarlyPhase in the same preset, which compares consecutive windows with sampling noise.");

    private static Map<String, Network> networks(Effort effort, Progress progress) {
        Path folder = effort.folder("fig4");
        Python.find(progress)
                .train(
                        "science.fig4",
                        List.of(
                                "--out",
                                folder.toString(),
                                "--replicas",
                                String.valueOf(effort.replicas(6, 3)),
                                "--steps",
                                String.valueOf(STEPS),
                                "--images",
                                effort.images()),
                        progress);
        Map<String, Network> networks = new LinkedHashMap<>();
        for (String name : NETWORKS) {
            Arm arm = Arm.read(folder, name);
            networks.put(
                    name,
                    new Network(
                            arm,
                            EarlyEpoch.of(arm, AnalysisSettings.paper(), progress),
                            EarlyEpoch.of(arm, AnalysisSettings.monitor(), progress)));
        }
        return networks;
    }

    private static Claim transition(String name, Network network) {
        Figure own = Intervals.mean("log10 ratio", transitions(network.paper()));
        return Claim.of(
                "fig4." + name,
                "the first epoch of the " + name + " network begins with a transition",
                "in the picture",
                own,
                Ruling.above(own, 0));
    }

    private static double[] transitions(List<EarlyEpoch> epochs) {
        return epochs.stream()
                .mapToDouble(epoch -> EarlyEpoch.transition(epoch.w1()))
                .toArray();
    }

    /** The correlation of the two mean squares, with a bootstrap over replicas of either. */
    private static Claim similar(Network a, Network b) {
        Random random = new Random(0);
        double[] drawn = new double[DRAWS];
        Arrays.setAll(drawn, i -> correlation(drawn(a.paper(), random), drawn(b.paper(), random)));
        Arrays.sort(drawn);
        Figure own = new Figure(
                "correlation of log10 W1",
                correlation(a.paper(), b.paper()),
                drawn[(int) (0.025 * DRAWS)],
                drawn[(int) (0.975 * DRAWS) - 1]);
        return Claim.of(
                "fig4.similar",
                "the transitions of both architectures have a similar pattern",
                "similar",
                own,
                Ruling.above(own, 0));
    }

    private static List<EarlyEpoch> drawn(List<EarlyEpoch> all, Random random) {
        return random.ints(all.size(), 0, all.size()).mapToObj(all::get).toList();
    }

    private static double correlation(List<EarlyEpoch> a, List<EarlyEpoch> b) {
        double[] x = EarlyEpoch.logs(EarlyEpoch.meanSquare(a));
        double[] y = EarlyEpoch.logs(EarlyEpoch.meanSquare(b));
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xy / Math.sqrt(xx * yy);
    }

    private static Claim specific(Network a, Network b) {
        Distances distances = Distances.curves(logs(a), logs(b));
        return Claim.of(
                "fig4.specific",
                "the distances themselves are those of the architecture",
                "architecture-specific",
                distances.between("mean difference of log10 W1"),
                distances.different());
    }

    private static double[][] logs(Network network) {
        return network.paper().stream()
                .map(epoch -> EarlyEpoch.logs(epoch.w1()))
                .toArray(double[][]::new);
    }

    private static Claim noted(String name, Network network) {
        int noted = (int)
                network.paper().stream().filter(e -> e.noted().isPresent()).count();
        Figure share = Intervals.share("share of runs", noted, network.arm().replicas());
        return Claim.of(
                "fig4.noted-" + name,
                "the engine notes the early phase of most " + name + " runs (EarlyPhase)",
                "-",
                share,
                Ruling.above(share, 0.5));
    }

    private static Table table(Map<String, Network> networks) {
        List<List<String>> rows = new ArrayList<>();
        networks.forEach((name, network) -> {
            rows.add(row(name + ": spectra, preset paper", transitions(network.paper()), network.paper()));
            rows.add(row(name + ": spectra, preset monitor", transitions(network.monitor()), network.monitor()));
            for (String curve : List.of("loss", "norm")) {
                double[] transitions = Arrays.stream(network.arm().curve(curve))
                        .mapToDouble(c -> EarlyEpoch.transition(EarlyEpoch.square(c, STEPS / 100)))
                        .toArray();
                rows.add(row(name + ": " + curve, transitions, List.of()));
            }
        });
        return new Table(
                "The transition by what is compared, and where the engine notes it",
                List.of("", "log10 ratio", "noted at step"),
                rows);
    }

    private static List<String> row(String name, double[] transitions, List<EarlyEpoch> noted) {
        String steps = noted.stream()
                .map(epoch -> epoch.noted().isPresent() ? "" + epoch.noted().getAsLong() : "no")
                .collect(Collectors.joining(" "));
        return List.of(name, Intervals.mean("", transitions).text().strip(), steps);
    }

    private static List<Drawing> pictures(Map<String, Network> networks) {
        List<Drawing> pictures = new ArrayList<>();
        networks.forEach((name, network) -> {
            double[][] square = EarlyEpoch.meanSquare(network.paper());
            List<String> labels = IntStream.rangeClosed(1, square.length)
                    .mapToObj(w -> String.valueOf(100 * w))
                    .toList();
            pictures.add(new Heat(
                    "W1 between windows of 100 iterations, " + name + ", colour by log10; mean over the replicas",
                    "last iteration of the window",
                    labels,
                    square));
        });
        return pictures;
    }
}
