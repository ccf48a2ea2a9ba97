/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** Bytes as a configuration file of the service: options that are understood, or one sentence that says what is wrong. */
public final class ConfigFuzz {
    private static final Path FILE = file();
    private static final CommandLine LINE = Main.commandLine();

    private ConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Files.write(FILE, input);
        try {
            LINE.parseArgs(ConfigFile.expand(new String[] {"up", "--config", FILE.toString()}));
        } catch (BadInput | CommandLine.ParameterException e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("expected a sentence", e);
            }
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("koopwatch-fuzz", ".properties");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
