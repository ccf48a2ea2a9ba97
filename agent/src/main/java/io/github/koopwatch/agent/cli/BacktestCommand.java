/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.AnalysedRun;
import io.github.koopwatch.agent.offline.Backtest;
import io.github.koopwatch.agent.offline.RunReport;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.agent.report.ReportFile;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the alerts that a recorded run would have raised. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description = "Print the alerts that would have fired on a recorded run, by the engine used live.")
public final class BacktestCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description = "A .npy [T, d] of float32 or float64, or an .npz with it as x, and optionally steps [T] and"
                    + " groups [G, 2], the coordinate ranges of parameter groups.")
    private Path file = Path.of("");

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
        Trajectory x = Trajectory.read(file).single("");
        AnalysedRun run = run(x, settings);
        page.ifPresent(file -> file.write(RunReport.html(x, settings, run)));
        Backtest backtest = run.backtest(x);
        if (json) {
            Output.json(spec, backtest);
        } else {
            Output.lines(spec, lines(backtest));
        }
        return 0;
    }

    private AnalysedRun run(Trajectory x, AnalysisSettings settings) {
        try (ProgressLine progress = report.progress(spec)) {
            return AnalysedRun.of("backtest", x.finite(progress), settings, progress);
        }
    }

    private static List<String> lines(Backtest backtest) {
        List<String> lines = new ArrayList<>();
        lines.add(backtest.steps() + " rows: " + count(backtest.alerts().size(), "alert") + ", "
                + count(backtest.notes().size(), "note"));
        backtest.alerts().forEach(event -> lines.add(line(event)));
        backtest.notes().forEach(event -> lines.add(line(event)));
        return lines;
    }

    private static String line(ChangeEvent e) {
        String cause = e.cause().equals("unknown") ? "" : " (" + e.cause() + ")";
        return String.format(
                "step %8d  %-8s %-14s %-8s %s", e.step(), e.severity(), e.kind(), e.state(), e.message() + cause);
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
