/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.demo.Demo;
import io.github.koopwatch.agent.demo.DemoClock;
import io.github.koopwatch.agent.demo.DemoReport;
import io.github.koopwatch.agent.demo.DemoSettings;
import io.github.koopwatch.agent.service.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a service, or takes one that runs, trains real small networks that publish to it, and shows what was found. */
@Command(
        name = "demo",
        description = "Trains real small networks, watches them, and shows what was found.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final List<String> BESIDE_TARGET =
            List.of("--http", "--pace", "--exit", "--tls-ca", "--tls-client-cert", "--tls-client-key", "--token-file");

    @Mixin
    private ServiceOptions options = new ServiceOptions();

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Option(names = "--exit", description = "stop when it is over; exit code 0 only if every stage worked")
    private boolean exit;

    @Option(names = "--data", description = "directory for the service's data (default: a temporary one)")
    private @Nullable Path data;

    @Option(names = "--grpc-port", defaultValue = "0", description = "0 = a free one (default: ${DEFAULT-VALUE})")
    private int grpcPort;

    @Option(names = "--http-port", defaultValue = "0", description = "0 = a free one (default: ${DEFAULT-VALUE})")
    private int httpPort;

    @Option(names = "--kafka-port", defaultValue = "0", description = "0 = a free one (default: ${DEFAULT-VALUE})")
    private int kafkaPort;

    @Option(names = "--pace", paramLabel = "HZ", description = "steps per second (default: 33)")
    private double pace = DemoSettings.STEPS_PER_SECOND;

    @ArgGroup(exclusive = false)
    private @Nullable Running running;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** A service that is there already. */
    private static final class Running {
        @Option(
                names = "--target",
                paramLabel = "HOST:PORT",
                required = true,
                description = "train for this running service instead of starting one: its gRPC door")
        private String grpc = "";

        @Option(
                names = "--http",
                paramLabel = "HOST:PORT",
                required = true,
                description = "HTTP side of the service of --target")
        private String http = "";
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        DemoSettings settings = settings();
        if (running != null) {
            requireNothingElse();
            GrpcTarget.requireAnswer(running.grpc);
            return train(running.grpc, running.http, access.access(Optional.empty()), settings);
        }
        int result = train(serve(), settings);
        if (!exit) {
            System.out.println("The service goes on; Ctrl-C ends it.");
            Thread.currentThread().join();
        }
        return result;
    }

    private DemoSettings settings() {
        if (!(pace > 0)) {
            throw new BadInput("--pace: expected above 0, got " + pace);
        }
        return DemoSettings.standard(System.console() != null).paced(pace);
    }

    /** Options of a service that is not started would do nothing. */
    private void requireNothingElse() {
        spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !name.equals("--target") && !BESIDE_TARGET.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new BadInput(
                            "--target: expected only " + String.join(", ", BESIDE_TARGET) + " beside it, got " + name);
                });
    }

    private Service serve() throws InterruptedException, IOException {
        Path directory = data == null ? Files.createTempDirectory("koopwatch-demo") : data;
        System.out.println("Starting the service ...");
        Service service = Service.start(options.settings(directory, grpcPort, httpPort, kafkaPort));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(service, data == null ? directory : null), "shutdown"));
        while (!service.ready()) {
            Thread.sleep(20);
        }
        service.serve();
        return service;
    }

    private int train(Service service, DemoSettings settings) throws InterruptedException {
        Endpoints at = service.endpoints();
        return train(at.grpc(), at.http(), access.access(at.certificates()), settings);
    }

    private static int train(String grpc, String http, Access access, DemoSettings settings)
            throws InterruptedException {
        DemoReport report = new Demo(grpc, http, access, System.out, DemoClock.system(), settings).run();
        return report.everyStageWorked() ? 0 : FAILED;
    }

    private static void stop(Service service, @Nullable Path temporary) {
        service.close();
        if (temporary != null) {
            Scratch.delete(temporary);
        }
    }
}
