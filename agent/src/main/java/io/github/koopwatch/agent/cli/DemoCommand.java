/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.demo.Demo;
import io.github.koopwatch.agent.demo.DemoClock;
import io.github.koopwatch.agent.demo.DemoReport;
import io.github.koopwatch.agent.demo.DemoSettings;
import io.github.koopwatch.agent.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a service, trains real small networks that publish to it, and shows what was found. */
@Command(
        name = "demo",
        description = "Trains real small networks, watches them, and shows what was found.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Mixin
    private ServiceOptions options = new ServiceOptions();

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

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path directory = data == null ? Files.createTempDirectory("koopwatch-demo") : data;
        System.out.println("Starting the service ...");
        Service service = Service.start(options.settings(directory, grpcPort, httpPort, kafkaPort));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(service, data == null ? directory : null), "shutdown"));
        while (!service.ready()) {
            Thread.sleep(20);
        }
        service.serve();
        DemoReport report = new Demo(
                        service.endpoints().grpc(),
                        service.endpoints().http(),
                        System.out,
                        DemoClock.system(),
                        DemoSettings.standard(System.console() != null))
                .run();
        if (exit) {
            return report.everyStageWorked() ? 0 : FAILED;
        }
        System.out.println("The service goes on; Ctrl-C ends it.");
        Thread.currentThread().join();
        return 0;
    }

    private static void stop(Service service, @Nullable Path temporary) {
        service.close();
        if (temporary != null) {
            delete(temporary);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(DemoCommand::deleteOne);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("koopwatch: left behind: " + directory);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
