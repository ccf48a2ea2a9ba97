/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.offline.Progress;
import java.util.List;

/** Learning rate and batch size: an experiment of the first version of the paper (arXiv 2302.09160v1). */
public final class Ratio implements Study {
    private static final int ROWS = 1_500;
    /** Whole batches of 30, 60 and 120 alike: epochs are equally long whatever the batch. */
    private static final int EXAMPLES = 1_680;

    private static final String BASE = "0.1-60";

    @Override
    public String name() {
        return "ratio";
    }

    @Override
    public String title() {
        return "First version of the paper: learning rate and batch size";
    }

    @Override
    public Findings run(Effort effort, Progress progress) {
        DenseArms trainings = new DenseArms()
                .arm(BASE, rows(0.1, 60, 2))
                .arm("0.2-120", rows(0.2, 120, 1))
                .arm("0.05-30", rows(0.05, 30, 4))
                .arm("0.2-60", rows(0.2, 60, 2))
                .arm("0.1-120", rows(0.1, 120, 1))
                .arm(BASE + "-steps", rows(0.1, 60, 1))
                .arm("0.2-120-steps", rows(0.2, 120, 1));
        ArmTable arms = ArmTable.of(trainings.train("ratio", effort, effort.replicas(8, 4), ROWS, progress), progress);
        return new Findings(
                List.of(
                        arms.equivalent("ratio.equal", "rate and batch doubled train equivalently", BASE, "0.2-120"),
                        arms.equivalent("ratio.halved", "rate and batch halved train equivalently", BASE, "0.05-30"),
                        arms.different("ratio.rate", "the rate alone doubled trains differently", BASE, "0.2-60"),
                        arms.different("ratio.batch", "the batch alone doubled trains differently", BASE, "0.1-120"),
                        arms.equivalent(
                                "ratio.steps",
                                "rate and batch doubled train equivalently, compared step by step",
                                BASE + "-steps",
                                "0.2-120-steps")),
                List.of(arms.table("rate-batch")),
                List.of(arms.spectra("The spectra of all replicas", BASE, "0.2-120", "0.2-60")),
                List.of(
                        "Networks of width 10 on the digits. Rows are taken every 120 examples, so that equal rows have seen"
                                + " equally many; the last pair is compared step by step. The first version's text was not at hand:"
                                + " which clock it used is not known here."));
    }

    private static String[] rows(double rate, int batch, int every) {
        return new String[] {
            "examples=" + EXAMPLES, "rate=" + rate, "batch=" + batch, "every=" + every, "steps=" + ROWS * every
        };
    }
}
