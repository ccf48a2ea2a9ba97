/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.Compared;
import io.github.koopwatch.agent.offline.Comparison;
import io.github.koopwatch.agent.offline.ComparisonReport;
import io.github.koopwatch.agent.offline.PooledComparison;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.agent.report.ReportFile;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.compare.Meaning;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether two trainings have the same dynamics. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Are two trainings equivalent? With 3 or more replicas a side whole replicas are permuted between"
                + " the sides (energy statistic on W1, averaged over windows at equal steps). With fewer, the noise of"
                + " single windows is resampled: that cannot know what another seed would change, and replicas are needed"
                + " for more.",
        footer = {
            "",
            "Verdicts: different if p <= alpha. equivalent only if p > alpha, there are 4 or more replicas a side, and with"
                    + " confidence 1 - alpha replicas of different sides lie at most 25 %% farther apart than replicas of"
                    + " one side do (jackknife over replicas, t quantile). Otherwise undecided. With --pool never"
                    + " equivalent."
        })
public final class CompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "A .npy or .npz, [T, d] or [replica, T, d].")
    private Path a = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "The other; its d may differ.")
    private Path b = Path.of("");

    @Option(names = "--alpha", paramLabel = "P", description = "Level of the test (default: ${DEFAULT-VALUE}).")
    private double alpha = 0.05;

    @Option(
            names = "--pool",
            description = "Each side is one fit per window over all its replicas, as published; the permutation fits"
                    + " again (all splits up to 300, else 199 drawn). Needs 3 replicas a side, equal steps and d.")
    private boolean pool;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private ReportOption report = new ReportOption();

    @Mixin
    private AnalysisOptions analysis = new AnalysisOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!(alpha > 0 && alpha <= 0.5)) {
            throw new BadInput("--alpha: expected above 0 and at most 0.5, got " + alpha);
        }
        AnalysisSettings settings = analysis.settings();
        Optional<ReportFile> page = report.file();
        Trajectory left = Trajectory.read(a);
        Trajectory right = Trajectory.read(b);
        Compared compared = compared(left, right, settings);
        page.ifPresent(file -> file.write(ComparisonReport.html(left, right, settings, alpha, compared)));
        print(compared.comparison(), settings);
        return 0;
    }

    private Compared compared(Trajectory left, Trajectory right, AnalysisSettings settings) {
        try (ProgressLine progress = report.progress(spec)) {
            left.finite(progress);
            right.finite(progress);
            return pool
                    ? PooledComparison.of(left.replicated(), right.replicated(), settings, alpha, progress)
                    : Comparison.of(left, right, settings, alpha, progress);
        }
    }

    private void print(Comparison c, AnalysisSettings settings) {
        if (json) {
            Output.json(spec, c);
        } else {
            Output.lines(spec, lines(c));
            Output.lines(spec, List.of(Meaning.of(settings.preset())));
        }
        if (c.test().equals("bootstrap")) {
            Output.note(
                    spec,
                    "only sampling noise was tested: to tell two trainings apart, or call them equivalent, at least "
                            + Comparison.FEWEST_REPLICAS + " replicas a side are needed");
        }
    }

    private static List<String> lines(Comparison c) {
        String within =
                c.test().equals("bootstrap") ? "by sampling noise alone" : "with the sides mixed or within them";
        return List.of(
                c.verdict()
                        + (Double.isNaN(c.pValue())
                                ? ""
                                : String.format(Locale.ROOT, " (p = %.4g, %s)", c.pValue(), c.test())),
                String.format(Locale.ROOT, "W1 between A and B  %.4f", c.w1()),
                String.format(Locale.ROOT, "W1 %s  %.4f", within, c.nullW1Mean()),
                String.format(
                        Locale.ROOT,
                        "replicas %d and %d, %d windows at equal steps",
                        c.replicasA(),
                        c.replicasB(),
                        c.windows()));
    }
}
