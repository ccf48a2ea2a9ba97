/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Centre;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The runs of the demonstration. */
final class DemoRuns {
    static final String WIDTH_GROUP = "demo-width";
    static final String JUMP_GROUP = "demo-jump";
    static final String OPTIMISER_GROUP = "demo-optimisers";

    static final String NARROW = "width-10";
    static final String WIDE = "width-40";
    static final String JUMP = "lr-jump";
    static final String MIRROR = "mirror-descent";
    static final String GRADIENT = "gradient-descent";
    static final String BISECTION = "bisection";

    static final double RATE_BEFORE = 0.05;
    static final double RATE_AFTER = 0.25;

    private static final List<String> REPLICAS = List.of("a", "b", "c");
    private static final int JUMP_WIDTH = 20;

    private DemoRuns() {}

    /** All of them, in the order of the report; seeds are 1, 2, 3, … in that order. */
    static List<Trainer> all(Digits digits, int steps) {
        List<Trainer> runs = new ArrayList<>();
        addReplicas(runs, digits, NARROW, 10, steps);
        addReplicas(runs, digits, WIDE, 40, steps);
        runs.add(jump(digits, runs.size() + 1, steps));
        runs.add(optimiser(MIRROR, TangentLoss.mirrorDescent(), TangentLoss::loss));
        runs.add(optimiser(GRADIENT, TangentLoss.gradientDescent(), TangentLoss::lossOfLog));
        runs.add(optimiser(BISECTION, TangentLoss.bisection(), TangentLoss::distanceFromRoot));
        return runs;
    }

    /** First step with the second learning rate. */
    static int jumpAt(int steps) {
        return steps / 2;
    }

    private static void addReplicas(List<Trainer> runs, Digits digits, String arm, int width, int steps) {
        for (String replica : REPLICAS) {
            RunStart start = network(arm + "-" + replica, WIDTH_GROUP, width)
                    .setArm(arm)
                    .addAnalyses(Analysis.newBuilder().setPreset("denoised"))
                    .build();
            NetworkTrainer.Recipe recipe = NetworkTrainer.Recipe.steady(width, runs.size() + 1L, steps);
            runs.add(new NetworkTrainer(digits, recipe, start));
        }
    }

    /** Its learning rate is not published: the monitor has to find the jump in the weights. */
    private static Trainer jump(Digits digits, long seed, int steps) {
        NetworkTrainer.Recipe recipe =
                new NetworkTrainer.Recipe(JUMP_WIDTH, seed, steps, RATE_BEFORE, jumpAt(steps), RATE_AFTER, false);
        return new NetworkTrainer(
                digits, recipe, network(JUMP, JUMP_GROUP, JUMP_WIDTH).build());
    }

    private static RunStart.Builder network(String run, String group, int width) {
        return RunStart.newBuilder()
                .setRun(run)
                .setGroup(group)
                .setStride(1)
                .putLabels("width", Integer.toString(width))
                .addObservables(observable(Digits.CLASSES * width))
                .addAnalyses(Analysis.newBuilder().setPreset("monitor"));
    }

    private static Trainer optimiser(String run, double[][][] trajectories, ToDoubleFunction<double[]> loss) {
        RunStart start = RunStart.newBuilder()
                .setRun(run)
                .setGroup(OPTIMISER_GROUP)
                .setBaseline(run.equals(GRADIENT))
                .setStride(1)
                .setBurst(OptimiserTrainer.BURST)
                .addObservables(observable(TangentLoss.DIMENSION))
                .addAnalyses(asked(OptimiserTrainer.pooled()))
                .build();
        return new OptimiserTrainer(trajectories, loss, start);
    }

    private static Observable observable(int dimension) {
        return Observable.newBuilder()
                .setName(Trainer.OBSERVABLE)
                .setDimension(dimension)
                .build();
    }

    private static Analysis asked(AnalysisSettings settings) {
        return Analysis.newBuilder()
                .setWindow(settings.window())
                .setHop(settings.hop())
                .setDelays(settings.delays())
                .setRank(settings.rank())
                .setCentre(Centre.CENTRE_NONE)
                .build();
    }
}
