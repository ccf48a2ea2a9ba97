/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the service until it is told to stop. */
@Command(
        name = "up",
        description = "Runs the service: broker, gRPC door, topology, metrics, API and live page.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private static final Logger logger = LoggerFactory.getLogger(UpCommand.class);
    private static final Duration CHECK = Duration.ofMillis(20);
    private static final int CHECKS_PER_WORD = 1000;
    private static final int FAILED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private ServiceOptions options = new ServiceOptions();

    @Option(
            names = "--data",
            defaultValue = "./koopwatch-data",
            description = "directory for what must outlive the process (default: ${DEFAULT-VALUE})")
    private Path data = Path.of("");

    @Option(names = "--grpc-port", defaultValue = "50051", description = "0 = a free one (default: ${DEFAULT-VALUE})")
    private int grpcPort;

    @Option(names = "--http-port", defaultValue = "8080", description = "0 = a free one (default: ${DEFAULT-VALUE})")
    private int httpPort;

    @Option(
            names = "--kafka-port",
            defaultValue = "9092",
            description = "of the broker it runs; 0 = a free one (default: ${DEFAULT-VALUE})")
    private int kafkaPort;

    @Option(
            names = ConfigFile.OPTION,
            paramLabel = "FILE",
            description = "Java properties whose keys are the long names of these options; the command line wins")
    private @Nullable Path config;

    @Override
    public Integer call() throws InterruptedException {
        Service service = Service.start(options.settings(data, grpcPort, httpPort, kafkaPort));
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
        awaitReady(service);
        if (!service.failed()) {
            service.serve();
            spec.commandLine().getOut().println(service.endpoints().ready());
            spec.commandLine().getOut().flush();
        }
        while (!service.failed()) {
            Thread.sleep(CHECK.toMillis() * 50);
        }
        logger.error(
                "the topology stopped after repeated failures; the process ends so that its supervisor restarts it");
        return FAILED;
    }

    private static void awaitReady(Service service) throws InterruptedException {
        for (long checks = 1; !service.ready() && !service.failed(); checks++) {
            if (checks % CHECKS_PER_WORD == 0) {
                logger.info("not ready yet: {}", service.waitingFor());
            }
            Thread.sleep(CHECK.toMillis());
        }
    }
}
