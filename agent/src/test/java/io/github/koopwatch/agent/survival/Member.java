/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of the product, started by its own command line, to be killed, stopped and started again: by the launcher that users have, where
 * the system property {@code koopwatch.launcher} names it, else from the classes under test.
 */
final class Member implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String JAVA_OPTIONS = "KOOPWATCH_JAVA_OPTS";

    private final String name;
    private final Path data;
    private final List<String> before;
    private final List<String> java;
    private final List<String> options;
    private @Nullable Process process;
    private CompletableFuture<String> firstLine = new CompletableFuture<>();

    /**
     * @param before words in front of the command, such as those that enter a network namespace
     * @param java options of the JVM
     * @param options of {@code up}, without {@code --data}
     */
    Member(String name, Path data, List<String> before, List<String> java, List<String> options) {
        this.name = name;
        this.data = data;
        this.before = before;
        this.java = java;
        this.options = options;
    }

    String name() {
        return name;
    }

    Path data() {
        return data;
    }

    Path log() {
        return data.resolveSibling(name + ".log");
    }

    void start() {
        try {
            Files.createDirectories(data);
            ProcessBuilder builder =
                    new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().put(JAVA_OPTIONS, String.join(" ", javaOptions()));
            Process started = builder.start();
            process = started;
            firstLine = CompletableFuture.supplyAsync(() -> line(started), task -> daemon(task));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(before);
        String launcher = System.getProperty("koopwatch.launcher");
        if (launcher == null) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
            command.addAll(javaOptions());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.github.koopwatch.agent.cli.Main"));
        } else {
            command.add(launcher);
        }
        command.addAll(List.of("up", "--data=" + data));
        command.addAll(options);
        return command;
    }

    private List<String> javaOptions() {
        List<String> all = new ArrayList<>(List.of("-Xmx512m"));
        all.addAll(java);
        String more = System.getenv(JAVA_OPTIONS);
        all.addAll(more == null ? List.of() : List.of(more.split(" ")));
        return all;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "first-line");
        thread.setDaemon(true);
        thread.start();
    }

    private String line(Process of) {
        try {
            BufferedReader out = of.inputReader();
            String line = out.readLine();
            if (line == null || !line.startsWith("READY")) {
                throw new IllegalStateException(name + " ended before it was ready, see " + log());
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the READY line; throws when the process ends before it or takes too long. */
    Member awaitReady() {
        try {
            firstLine.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return this;
        } catch (Exception e) {
            throw new IllegalStateException(name + " did not become ready, see " + log(), e);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    long pid() {
        return Objects.requireNonNull(process).pid();
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() {
        await(Objects.requireNonNull(process).destroyForcibly(), PATIENCE);
    }

    /** Sends SIGTERM and waits for the end; returns the exit status. */
    int stop() {
        Process running = Objects.requireNonNull(process);
        running.destroy();
        await(running, PATIENCE);
        return running.exitValue();
    }

    /** Waits for the process to end by itself; returns the exit status. */
    int awaitEnd(Duration limit) {
        Process running = Objects.requireNonNull(process);
        await(running, limit);
        return running.exitValue();
    }

    void freeze() {
        Shell.run("kill", "-STOP", Long.toString(pid()));
    }

    void thaw() {
        Shell.run("kill", "-CONT", Long.toString(pid()));
    }

    private void await(Process ending, Duration limit) {
        try {
            if (!ending.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + " did not end, see " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
