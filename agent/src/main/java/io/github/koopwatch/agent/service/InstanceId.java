/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The stable name of a worker, kept in its data directory: a restarted worker takes its tasks back under it. */
final class InstanceId {
    private static final String FILE = "instance-id";

    private InstanceId() {}

    static String in(Path data) {
        Path file = data.resolve(FILE);
        try {
            if (Files.notExists(file)) {
                Files.writeString(file, UUID.randomUUID().toString());
            }
            return Files.readString(file).trim();
        } catch (IOException e) {
            throw new BadInput(
                    "data: expected a directory that can be written, got " + data + " (" + e.getMessage() + ")", e);
        }
    }
}
