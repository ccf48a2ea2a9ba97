/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.report.ReportFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a command on recorded runs tells beside its result. */
final class ReportOption {
    @Option(
            names = "--report",
            paramLabel = "OUT.html",
            description = "Also write one HTML file that needs nothing else: pictures that can be saved, and tables.")
    private @Nullable Path report;

    @Option(names = "--quiet", description = "Say nothing of the progress on standard error.")
    private boolean quiet;

    /** Where the report goes, if anywhere. Throws BadInput for a place that cannot be written to. */
    Optional<ReportFile> file() {
        return Optional.ofNullable(report).map(ReportFile::of);
    }

    ProgressLine progress(CommandSpec spec) {
        return ProgressLine.of(spec, quiet);
    }
}
