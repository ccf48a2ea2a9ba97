/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.offline.bench.NamesBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what run names that come and go leave behind. */
@Command(
        name = "names",
        mixinStandardHelpOptions = true,
        description = "Begin and end runs name-0, name-1, ... by writing to Kafka, and watch series, lag and heap.")
public final class BenchNamesCommand implements Callable<Integer> {
    private static final int MOST = 100_000_000;

    @Option(names = "--names", paramLabel = "N", description = "Names (default: ${DEFAULT-VALUE}).")
    private int names = 1_000_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of a service here (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("koopwatch-data");

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchAnalysis.requireBetween("--names", names, 1, MOST);
        Endpoints service = Endpoints.read(data);
        GrpcTarget.requireAnswer(service.http());
        NamesBench found = NamesBench.run(service.http(), service.kafka(), names);
        output.print(
                found,
                () -> List.of(String.format(
                        Locale.ROOT,
                        "%d names came and went: at most %d series of runs in a scrape, %.0f records waited at most;"
                                + " used heap %.0f MiB after a tenth, %.0f MiB at the end; %d records failed",
                        found.names(),
                        found.mostSeries(),
                        found.mostLag(),
                        found.heapFirstMib(),
                        found.heapLastMib(),
                        found.failed())));
        return 0;
    }
}
