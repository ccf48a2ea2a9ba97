/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.report.ReportFile;
import io.github.koopwatch.agent.validation.ChannelFile;
import io.github.koopwatch.agent.validation.LabelledRun;
import io.github.koopwatch.agent.validation.Validation;
import io.github.koopwatch.agent.validation.ValidationPage;
import io.github.koopwatch.agent.validation.ValidationTables;
import io.github.koopwatch.agent.validation.View;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges the alarms on labelled runs. */
@Command(
        name = "alarms",
        mixinStandardHelpOptions = true,
        description = "How many changes are caught within 50 steps, how late, under which name, and how many alarms are"
                + " false: the engine used live, over every run of a validation set.")
public final class ValidateAlarmsCommand implements Callable<Integer> {
    /** One window in thousands of rows: as good as none. */
    private static final AnalysisSettings NO_WINDOWS =
            new AnalysisSettings(AnalysisSettings.CUSTOM, 100, 4096, 0, 10, Centre.AFFINE, 1);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Runs as NAME.npz, each with its truth as NAME.json; python -m validation.make makes them.")
    private Path data = Path.of("");

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            split = ",",
            description =
                    "What the detector is shown, several times if need be: model, model-loss, groups, groups-loss,"
                            + " groups-lr, groups-loss-lr, loss-alone, norm-alone (default: all).")
    private List<String> views = List.of();

    @Option(
            names = "--no-windows",
            description = "Leave the windows out: the fast channels alone speak, as they do with windows, only sooner.")
    private boolean noWindows;

    @Option(
            names = "--channels",
            paramLabel = "OUT.jsonl",
            description =
                    "Also write the channels around every shift caught, which python -m validation.train_causes reads.")
    private @Nullable Path channels;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private ReportOption report = new ReportOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<View> wanted = views.isEmpty()
                ? List.of(View.values())
                : views.stream().map(ValidateAlarmsCommand::view).toList();
        Optional<ReportFile> page = report.file();
        Validation validation = validation(wanted);
        page.ifPresent(file -> file.write(ValidationPage.html(data.toString(), validation)));
        if (json) {
            Output.json(spec, validation);
        } else {
            Output.lines(spec, ValidationTables.lines(validation));
        }
        return 0;
    }

    private Validation validation(List<View> wanted) {
        AnalysisSettings settings = noWindows ? NO_WINDOWS : AnalysisSettings.monitor();
        try (ProgressLine progress = report.progress(spec);
                ChannelFile seen = ChannelFile.of(channels)) {
            return Validation.of(LabelledRun.all(data), wanted, settings, seen, progress);
        }
    }

    private static View view(String name) {
        return Arrays.stream(View.values())
                .filter(view -> view.jsonName().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInput("--view: expected some of " + View.names() + ", got '" + name + "'"));
    }
}
