/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stable name of a worker, kept in its data directory: a restarted worker takes its tasks back under it. */
final class InstanceId {
    private static final Logger logger = LoggerFactory.getLogger(InstanceId.class);
    private static final String FILE = "instance-id";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

    private InstanceId() {}

    static String in(Path data) {
        Path file = data.resolve(FILE);
        try {
            if (Files.notExists(file)) {
                return written(file);
            }
            String known = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).trim();
            if (!NAME.matcher(known).matches()) {
                logger.warn(
                        "{} is damaged; the worker takes a new name, and tasks of its old one come after a while",
                        file);
                return written(file);
            }
            return known;
        } catch (IOException e) {
            throw new BadInput(
                    "data: expected a directory that can be written, got " + data + " (" + e.getMessage() + ")", e);
        }
    }

    private static String written(Path file) throws IOException {
        String fresh = UUID.randomUUID().toString();
        Files.writeString(file, fresh);
        return fresh;
    }
}
