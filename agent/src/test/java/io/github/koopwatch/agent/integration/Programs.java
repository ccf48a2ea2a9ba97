/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Other programs, started. */
final class Programs {
    private Programs() {}

    /** How a program ended, and both of its outputs together. */
    record Outcome(int exit, String said) {}

    static Outcome run(Path directory, List<String> command) {
        return run(directory, command, "");
    }

    /** Runs to the end with that on standard input. */
    static Outcome run(Path directory, List<String> command, String input) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            Thread writer = new Thread(() -> write(process, input));
            writer.start();
            String said = new String(process.getInputStream().readAllBytes());
            return new Outcome(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void write(Process process, String input) {
        try (var out = process.outputWriter()) {
            out.write(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line of Koopwatch in a JVM of its own, with the classes under test in place of the image's jar. */
    static ProcessBuilder koopwatch(List<String> arguments, Map<String, String> environment, File log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(List.of(
                environment.getOrDefault("KOOPWATCH_JAVA_OPTS", "-Xmx512m").split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.github.koopwatch.agent.cli.Main"));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(log);
    }

    /** What a command of Koopwatch says of itself. */
    static String help(String command) {
        ProcessBuilder program = koopwatch(List.of(command, "--help"), Map.of(), new File("/dev/null"));
        return run(Path.of("."), program.command()).said();
    }
}
