/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.kafka.Check;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a container asks its own service, in an image that has no other client. */
@Command(
        name = "healthcheck",
        mixinStandardHelpOptions = true,
        description = "Ask the service here whether it is ready; exit 1 if it is not.")
public final class HealthcheckCommand implements Callable<Integer> {
    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            description = "HTTP side of the service; default: that of the service in --data.")
    private @Nullable String http;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the service (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("koopwatch-data");

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        Check check = http == null
                ? Readiness.of(
                        Endpoints.read(data).http(),
                        access.access(Endpoints.read(data).certificates()))
                : Readiness.of(http, access.access(Optional.empty()));
        Output.lines(spec, List.of(check.message()));
        return check.failed() ? 1 : 0;
    }
}
