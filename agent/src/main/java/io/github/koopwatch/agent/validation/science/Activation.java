/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.offline.Progress;
import java.util.List;

/** Activation functions and data sets: experiments of the first version of the paper (arXiv 2302.09160v1). */
public final class Activation implements Study {
    private static final int STEPS = 1_500;

    @Override
    public String name() {
        return "activation";
    }

    @Override
    public String title() {
        return "First version of the paper: activation functions and data sets";
    }

    @Override
    public Findings run(Effort effort, Progress progress) {
        DenseArms trainings = new DenseArms()
                .arm("relu", "activation=relu")
                .arm("leaky", "activation=leaky")
                .arm("tanh", "activation=tanh")
                .arm("sigmoid", "activation=sigmoid")
                .arm("permuted", "data=permuted")
                .arm("odd", "data=odd")
                .arm("even", "data=even")
                .arm("synthetic", "data=synthetic");
        ArmTable arms =
                ArmTable.of(trainings.train("activation", effort, effort.replicas(8, 4), STEPS, progress), progress);
        return new Findings(
                List.of(
                        arms.different("activation.relu-tanh", "relu and tanh train differently", "relu", "tanh"),
                        arms.different(
                                "activation.relu-sigmoid", "relu and sigmoid train differently", "relu", "sigmoid"),
                        arms.different(
                                "activation.tanh-sigmoid", "tanh and sigmoid train differently", "tanh", "sigmoid"),
                        arms.equivalent(
                                "activation.relu-leaky",
                                "relu and leaky relu (slope 0.1) train equivalently",
                                "-",
                                "relu",
                                "leaky"),
                        arms.equivalent(
                                "data.permuted",
                                "permuted pixels change nothing, as theory says",
                                "-",
                                "relu",
                                "permuted"),
                        arms.equivalent(
                                "data.handwritten", "two sets of handwritten digits train equivalently", "odd", "even"),
                        arms.different(
                                "data.synthetic",
                                "handwritten and synthetic data train differently",
                                "relu",
                                "synthetic")),
                List.of(arms.table("arms")),
                List.of(arms.spectra("The spectra of all replicas", "relu", "tanh", "sigmoid", "synthetic")),
                List.of(
                        "Networks of width 10, rate 0.1, batches of 60. Odd and even: every second of the digits; permuted: the"
                                + " same with their pixels in another order, which no fully connected network can notice;"
                                + " synthetic: Gaussian inputs that a random network classifies."));
    }
}
