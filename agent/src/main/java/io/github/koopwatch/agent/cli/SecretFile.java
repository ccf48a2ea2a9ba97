/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One secret in a file: a command line is seen by every user of a machine. */
final class SecretFile {
    private SecretFile() {}

    /** Throws BadInput that names the option and the file, never what is in it. */
    static String read(String option, Path file) {
        try {
            String secret = Files.readString(file).strip();
            if (!secret.isEmpty() && secret.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                return secret;
            }
        } catch (IOException ignored) {
            // said below, like a file without a secret
        }
        throw new BadInput(option + ": expected a readable file with one line of printable ASCII, got " + file);
    }
}
