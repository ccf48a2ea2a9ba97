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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A service in a process of its own, so that what it costs can be told from what the load costs. */
public final class ServiceProcess implements AutoCloseable {
    private static final String MAIN = "io.github.koopwatch.agent.cli.Main";
    /** Lines of its log. */
    private static final int SHOWN = 3;

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB");
    private static final double KILOBYTE = 1024;
    private static final Duration END = Duration.ofSeconds(20);

    private final Process process;
    private final Path data;
    private final Endpoints endpoints;

    private ServiceProcess(Process process, Path data, Endpoints endpoints) {
        this.process = process;
        this.data = data;
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
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        // A benchmark that is broken off leaves no service behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("READY")) {
                return new ServiceProcess(process, data, Endpoints.read(data));
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

    /** Its name among its peers, if it is a worker. */
    public String worker() throws IOException {
        return Files.readString(data.resolve("instance-id")).strip();
    }

    /** CPU time so far, of all its threads; zero where the system does not tell. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Bytes of memory that it holds; NaN where the system does not tell. */
    public double residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return Double.NaN;
        }
        Matcher resident = RESIDENT.matcher(Files.readString(status));
        return resident.find() ? Double.parseDouble(resident.group(1)) * KILOBYTE : Double.NaN;
    }

    /** Bytes of the records in its log; indices are reserved far larger than they are. */
    public long logBytes() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Asks for a full garbage collection, so that what it says of its heap is what is held. */
    public void collect() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Ends it at once, as a machine that fails does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
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
