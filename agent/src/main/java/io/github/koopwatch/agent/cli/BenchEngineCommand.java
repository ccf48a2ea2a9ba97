/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.bench.EngineBench;
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

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        BenchAnalysis.requireBetween("--dim", dimension, 1, Limits.LARGEST_DIMENSION);
        AnalysisSettings settings = analysis.settings();
        EngineBench bench = EngineBench.run(dimension, settings);
        if (json) {
            Output.json(spec, bench);
        } else {
            Output.lines(
                    spec,
                    List.of(String.format(
                            Locale.ROOT,
                            "d %d, window %d, rank %d: append %.1f us, spectrum %.1f us, W1 error at most %.1e",
                            dimension,
                            settings.window(),
                            settings.rank(),
                            bench.appendNs() / 1e3,
                            bench.spectrumNs() / 1e3,
                            bench.w1ErrorMax())));
        }
        return 0;
    }
}
