/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.AnalysedRun;
import io.github.koopwatch.agent.offline.RunReport;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.agent.report.ReportFile;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the spectrum of every window of a recorded run. */
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        description = "Print the Koopman spectrum of every window of a recorded run, by the engine used live.")
public final class AnalyzeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description = "A .npy [T, d] of float32 or float64, or an .npz with it as x, and optionally steps [T],"
                    + " groups [G, 2] and scalars [T].")
    private Path file = Path.of("");

    @Option(
            names = "--pool",
            description = "FILE is [replica, T, d]: one fit per window over all replicas, no pair across two of them;"
                    + " gauges are means over replicas.")
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
        AnalysisSettings settings = analysis.settings();
        Optional<ReportFile> page = report.file();
        Trajectory x = Trajectory.read(file);
        AnalysedRun run = run(x, settings);
        page.ifPresent(file -> file.write(RunReport.html(x, settings, run)));
        if (json) {
            Output.json(spec, run.document());
        } else {
            Output.lines(spec, AnalysisTable.of(run.document()));
        }
        return 0;
    }

    private AnalysedRun run(Trajectory x, AnalysisSettings settings) {
        try (ProgressLine progress = report.progress(spec)) {
            return pool
                    ? AnalysedRun.pooled(x.replicated().finite(progress), settings, progress)
                    : AnalysedRun.of(
                            "analyze",
                            x.single(" (--pool fits replicas together)").finite(progress),
                            settings,
                            progress);
        }
    }
}
