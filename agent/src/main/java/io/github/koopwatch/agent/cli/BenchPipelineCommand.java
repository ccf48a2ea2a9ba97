/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.bench.LastSpectrum;
import io.github.koopwatch.agent.offline.bench.PublishBench;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the whole way from a published snapshot to a visible spectrum. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        description = "Publish as ingest does, then wait until the last spectrum of every run is visible in the API.")
public final class BenchPipelineCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Mixin
    private BenchLoad load = new BenchLoad();

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            description = "HTTP side of the service; default: that of the service in --data.")
    private @Nullable String http;

    @Mixin
    private BenchOutput output = new BenchOutput();

    private record Found(
            int runs,
            int dim,
            long snapshots,
            double seconds,
            double snapshotsPerS,
            double mbPerS,
            double lastSpectrumS,
            double spectrumSnapshotsPerS) {}

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        var settings = analysis.settings();
        String api = http == null ? load.target().http() : http;
        PublishBench published = load.publish(analysis.request());
        double last = new LastSpectrum(api, load.target().access()).seconds(published, settings, PATIENCE);
        if (Double.isNaN(last)) {
            throw new BadInput("the last spectrum was not visible at " + api + " within " + PATIENCE.toMinutes()
                    + " minutes: is a worker running (./koopwatch doctor)?");
        }
        print(load.rates(published), last);
        return 0;
    }

    private void print(BenchLoad.Rates r, double last) {
        double through = r.snapshots() / (r.seconds() + last);
        output.print(
                new Found(r.runs(), r.dim(), r.snapshots(), r.seconds(), r.snapshotsPerS(), r.mbPerS(), last, through),
                () -> List.of(
                        r.line(),
                        String.format(
                                Locale.ROOT,
                                "last spectrum visible %.2f s later: %.0f snapshots/s all the way",
                                last,
                                through)));
    }
}
