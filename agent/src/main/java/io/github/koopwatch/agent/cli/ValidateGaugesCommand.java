/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.mechanics.LiveRuns;
import io.github.koopwatch.agent.validation.science.Gauges;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The mechanics of learning against their theories. */
@Command(
        name = "gauges",
        mixinStandardHelpOptions = true,
        description = "Diffusion, circulation, charges, collapse, laziness, the edge of stability, stages: what theory"
                + " predicts of small trainings, and what the gauges show.")
public final class ValidateGaugesCommand implements Callable<Integer> {
    @ArgGroup(exclusive = false)
    private @Nullable Running running;

    @Mixin
    private StudyOptions options = new StudyOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** A service that is there. */
    private static final class Running {
        @Option(
                names = "--target",
                paramLabel = "HOST:PORT",
                required = true,
                description = "Also publish one run of every claim to this running service, and read its gauges there.")
        private String grpc = "";

        @Option(
                names = "--http",
                paramLabel = "HOST:PORT",
                required = true,
                description = "HTTP side of the service of --target.")
        private String http = "";
    }

    @Override
    public Integer call() {
        Optional<LiveRuns> live = Optional.ofNullable(running).map(r -> {
            GrpcTarget.requireAnswer(r.grpc);
            return new LiveRuns(r.grpc, r.http);
        });
        return options.run(spec, List.of(new Gauges(live)));
    }
}
