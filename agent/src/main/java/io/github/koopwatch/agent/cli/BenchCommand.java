/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The load generator. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measure the engine, the door, the topology, the whole way to a visible spectrum, many runs, several workers, or what"
                        + " floods do to others.",
        subcommands = {
            BenchEngineCommand.class,
            BenchIngestCommand.class,
            BenchDoorCommand.class,
            BenchPipelineCommand.class,
            BenchCapacityCommand.class,
            BenchScaleCommand.class,
            BenchTurnoverCommand.class,
            BenchGrowthCommand.class,
            BenchScaleOutCommand.class,
            BenchFairnessCommand.class,
            BenchNamesCommand.class,
            BenchCompareCommand.class
        })
public final class BenchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "bench: expected engine, ingest, door, pipeline, capacity, scale, turnover, growth, scaleout, fairness, names or"
                        + " compare, got nothing");
    }
}
