/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.Endpoints;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, so that what it costs can be told from what the load costs. */
public final class ServiceProcess implements AutoCloseable {
    private static final String MAIN = "io.github.koopwatch.agent.cli.Main";
    /** Lines of its log. */
    private static final int SHOWN = 3;

    private static final Duration END = Duration.ofSeconds(20);

    private final Process process;
    private final Endpoints endpoints;

    private ServiceProcess(Process process, Endpoints endpoints) {
        this.process = process;
        this.endpoints = endpoints;
    }

    /**
     * Starts {@code up} with the Java and the options of this process and waits until it is ready.
     *
     * @param folder for its data and for its log, its standard error
     * @throws BadInput with the end of its log when it ends before it is ready
     */
    public static ServiceProcess start(Path folder, List<String> options) throws IOException {
        Path data = folder.resolve("data");
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "up", "--data", data.toString()));
        command.addAll(List.of("--grpc-port", "0", "--http-port", "0", "--kafka-port", "0"));
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("READY")) {
                return new ServiceProcess(process, Endpoints.read(data));
            }
        }
        List<String> lines = Files.readAllLines(log);
        throw new BadInput("the service for the benchmark ended before it was ready: "
                + String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - SHOWN), lines.size())));
    }

    /** Where it listens. */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** CPU time so far, of all its threads; zero where the system does not tell. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
