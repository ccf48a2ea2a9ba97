/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.bench.EngineBench;
import io.github.koopwatch.agent.offline.bench.EngineScaling;
import io.github.koopwatch.contract.Limits;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the engine alone. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "The engine alone: a float32 random walk from seed 0, a fit after every row, one thread. Medians;"
                + " the error is the largest W1 to the full singular value decomposition in eight windows.")
public final class BenchEngineCommand implements Callable<Integer> {
    @Option(names = "--dim", paramLabel = "D", description = "Values per snapshot (default: ${DEFAULT-VALUE}).")
    private int dimension = 1024;

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Option(
            names = "--scaling",
            description = "Print a table over dimensions, windows and rows seen before instead; takes half a minute.")
    private boolean scaling;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        BenchAnalysis.requireBetween("--dim", dimension, 1, Limits.LARGEST_DIMENSION);
        if (json && scaling) {
            throw new BadInput("--scaling: expected without --json");
        }
        AnalysisSettings settings = analysis.settings();
        if (scaling) {
            Output.lines(spec, EngineScaling.table(dimension, settings));
        } else if (json) {
            Output.json(spec, EngineBench.run(dimension, settings));
        } else {
            Output.lines(spec, List.of(line(settings, EngineBench.run(dimension, settings))));
        }
        return 0;
    }

    private String line(AnalysisSettings settings, EngineBench bench) {
        return String.format(
                Locale.ROOT,
                "d %d, window %d, rank %d, %s: append %.1f us (mean %.1f), spectrum %.1f us, W1 error at most %.1e",
                dimension,
                settings.window(),
                settings.rank(),
                bench.vectorUnit() ? "vector unit" : "plain Java",
                bench.appendNs() / 1e3,
                bench.appendMeanNs() / 1e3,
                bench.spectrumNs() / 1e3,
                bench.w1ErrorMax());
    }
}
