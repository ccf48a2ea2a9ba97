/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.v1.Analysis;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures the gRPC door. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "Publish runs bench-0, bench-1, ... to a service as fast as it acknowledges.")
public final class BenchIngestCommand implements Callable<Integer> {
    @Mixin
    private BenchLoad load = new BenchLoad();

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        BenchLoad.Rates rates = load.rates(load.publish(Analysis.getDefaultInstance()));
        output.print(rates, () -> List.of(rates.line()));
        return 0;
    }
}
