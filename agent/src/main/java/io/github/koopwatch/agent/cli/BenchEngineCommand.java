/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.bench.EngineBench;
import io.github.koopwatch.agent.offline.bench.EngineScaling;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the engine alone. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "The engine alone: a float32 random walk from seed 0, a fit after every row, one thread. Medians;"
                + " the error is the largest W1 to the full singular value decomposition in eight windows.")
public final class BenchEngineCommand implements Callable<Integer> {
    @Mixin
    private BenchDimension dimension = new BenchDimension();

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Option(
            names = "--scaling",
            description = "Print a table over dimensions, windows and rows seen before instead; takes half a minute.")
    private boolean scaling;

    @Override
    public Integer call() {
        int d = dimension.get();
        if (output.json() && scaling) {
            throw new BadInput("--scaling: expected without --json");
        }
        AnalysisSettings settings = analysis.settings();
        if (scaling) {
            output.print(List.of(), () -> EngineScaling.table(d, settings));
        } else {
            EngineBench bench = EngineBench.run(d, settings);
            output.print(bench, () -> List.of(line(d, settings, bench)));
        }
        return 0;
    }

    private static String line(int d, AnalysisSettings settings, EngineBench bench) {
        return String.format(
                Locale.ROOT,
                "d %d, window %d, rank %d, %s: append %.1f us (mean %.1f), spectrum %.1f us, W1 error at most %.1e",
                d,
                settings.window(),
                settings.rank(),
                bench.vectorUnit() ? "vector unit" : "plain Java",
                bench.appendNs() / 1e3,
                bench.appendMeanNs() / 1e3,
                bench.spectrumNs() / 1e3,
                bench.w1ErrorMax());
    }
}
