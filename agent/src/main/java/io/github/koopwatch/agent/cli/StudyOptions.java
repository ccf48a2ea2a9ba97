/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.drawing.Drawing;
import io.github.koopwatch.agent.report.ReportFile;
import io.github.koopwatch.agent.validation.science.Effort;
import io.github.koopwatch.agent.validation.science.ScienceReport;
import io.github.koopwatch.agent.validation.science.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What the studies of published results take, and how they are run and told. */
final class StudyOptions {
    /** Something came out otherwise than docs/validation.md says. */
    private static final int DISAGREES = 1;

    private static final int FEWEST_SEEDS = 3;

    @Option(names = "--quick", description = "A small version: everything is run, less is decided.")
    private boolean quick;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Replicas of every arm, 3 or more (default: the study's).")
    private @Nullable Integer seeds;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the trainings there, and train only what is not there (default: a temporary folder).")
    private @Nullable Path data;

    @Option(
            names = "--mnist",
            paramLabel = "FOLDER",
            description = "Train fig3 and fig4 on MNIST, as published: a folder with train-images-idx3-ubyte.gz and"
                    + " train-labels-idx1-ubyte.gz (default: the 8 x 8 digits that ship with Koopwatch).")
    private @Nullable Path mnist;

    @Option(names = "--pictures", paramLabel = "DIR", description = "Also write every picture as an SVG file.")
    private @Nullable Path pictures;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private ReportOption report = new ReportOption();

    /** Runs the studies and tells of them; the exit code. */
    int run(CommandSpec spec, List<Study> studies) {
        Optional<ReportFile> page = report.file();
        ScienceReport result = result(spec, studies);
        page.ifPresent(file -> file.write(result.html()));
        if (pictures != null) {
            result.studies().forEach(study -> write(pictures, study));
        }
        if (json) {
            Output.json(spec, result);
        } else {
            Output.lines(spec, result.lines());
        }
        if (!result.agrees()) {
            Output.note(spec, "not everything came out as docs/validation.md says");
        }
        return result.agrees() ? 0 : DISAGREES;
    }

    private ScienceReport result(CommandSpec spec, List<Study> studies) {
        try (ProgressLine progress = report.progress(spec);
                TrainingFolder folder = TrainingFolder.of(data)) {
            return ScienceReport.of(studies, effort(folder.path()), progress);
        }
    }

    private Effort effort(Path trainings) {
        if (seeds != null && seeds < FEWEST_SEEDS) {
            throw new BadInput("--seeds: expected at least " + FEWEST_SEEDS + ", got " + seeds);
        }
        if (mnist != null && !Files.isRegularFile(mnist.resolve("train-images-idx3-ubyte.gz"))) {
            throw new BadInput("--mnist: expected a folder with train-images-idx3-ubyte.gz, got " + mnist);
        }
        OptionalInt replicas = seeds == null ? OptionalInt.empty() : OptionalInt.of(seeds);
        return new Effort(quick, replicas, trainings, mnist == null ? null : mnist.toAbsolutePath());
    }

    private static void write(Path folder, ScienceReport.Judged study) {
        List<Drawing> drawings = study.findings().pictures();
        try {
            Files.createDirectories(folder);
            for (int i = 0; i < drawings.size(); i++) {
                Files.writeString(
                        folder.resolve(study.study() + "-" + (i + 1) + ".svg"),
                        drawings.get(i).svg());
            }
        } catch (IOException e) {
            throw new BadInput("--pictures: expected a folder that can be written to, got " + folder, e);
        }
    }
}
