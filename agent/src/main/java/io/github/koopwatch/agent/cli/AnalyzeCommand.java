/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.AnalysedRun;
import io.github.koopwatch.agent.offline.ErrorBarDocument;
import io.github.koopwatch.agent.offline.RunReport;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.agent.offline.WindowErrors;
import io.github.koopwatch.agent.report.ReportFile;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.inference.ErrorBars;
import java.nio.file.Path;
import java.util.List;
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

    @Option(
            names = "--error-bars",
            description = "Also the standard error of each eigenvalue and the W1 that sampling noise alone makes, by a"
                    + " block bootstrap of each window (50 more fits per window).")
    private boolean errorBars;

    @Option(
            names = "--sketch",
            description = "Analyse rows longer than 1,024 as sketches of 1,024 values, as the Python publisher does.")
    private boolean sketch;

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
        if (errorBars && pool) {
            throw new BadInput("--error-bars: expected one run, got --pool");
        }
        AnalysisSettings settings = analysis.settings();
        Optional<ReportFile> page = report.file();
        Trajectory x = sketch ? Trajectory.read(file).sketched() : Trajectory.read(file);
        AnalysedRun run = run(x, settings);
        List<Optional<ErrorBars>> errors = errors(x, settings, run);
        page.ifPresent(file -> file.write(RunReport.html(x, settings, run, errors)));
        if (json) {
            Output.json(spec, errorBars ? ErrorBarDocument.of(run.document(), errors) : run.document());
        } else {
            Output.lines(spec, AnalysisTable.of(run.document()));
            Output.lines(spec, ErrorBarTable.of(run.document(), errors));
        }
        return 0;
    }

    private List<Optional<ErrorBars>> errors(Trajectory x, AnalysisSettings settings, AnalysedRun run) {
        if (!errorBars) {
            return List.of();
        }
        try (ProgressLine progress = report.progress(spec)) {
            return WindowErrors.of(x, settings, run.document().windows(), progress);
        }
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
