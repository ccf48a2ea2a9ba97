/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.AnalysisDocument;
import io.github.koopwatch.agent.offline.ErrorBarDocument;
import io.github.koopwatch.agent.offline.Report;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.agent.offline.WindowErrors;
import io.github.koopwatch.koopman.inference.ErrorBars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--report",
            paramLabel = "OUT.html",
            description = "Also write one HTML file with the spectra, the radius and the distances.")
    private @Nullable Path report;

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
        Trajectory x = sketch ? Trajectory.read(file).sketched() : Trajectory.read(file);
        AnalysisDocument document = document(x);
        List<Optional<ErrorBars>> errors =
                errorBars ? WindowErrors.of(x, analysis.settings(), document.windows()) : List.of();
        if (report != null) {
            write(report, Report.html(document));
        }
        if (json) {
            Output.json(spec, errorBars ? ErrorBarDocument.of(document, errors) : document);
        } else {
            Output.lines(spec, AnalysisTable.of(document));
            Output.lines(spec, ErrorBarTable.of(document, errors));
        }
        return 0;
    }

    private static void write(Path file, String html) {
        try {
            Files.writeString(file, html);
        } catch (IOException e) {
            throw new BadInput("--report: expected a file that can be written, got " + file, e);
        }
    }

    private AnalysisDocument document(Trajectory x) {
        var settings = analysis.settings();
        return pool
                ? AnalysisDocument.pooled(x.replicated().finite(), settings)
                : AnalysisDocument.of(
                        x.single(" (--pool fits replicas together)").finite(), settings);
    }
}
