/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's small text files of offsets. One that cannot be read takes the whole log directory offline, so a lone broker would never
 * start again; a missing one is made anew from the log. (Neither can tell a digit that was changed into another.)
 */
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final int HEAD = 2;

    private Checkpoints() {}

    /** Removes those that cannot be read, of the directory and of the partitions in it. */
    static void mend(Path log) {
        try (Stream<Path> files = Files.walk(log, 2)) {
            for (Path file : files.filter(f -> f.toString().endsWith("-checkpoint"))
                    .filter(Files::isRegularFile)
                    .filter(f -> !readable(f))
                    .toList()) {
                LOG.warn("{} is damaged and removed; Kafka makes it anew from the log", file);
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoints of " + log, e);
        }
    }

    /** Nothing; or a version, a count, and as many lines of numbers behind a name. */
    private static boolean readable(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
            return lines.isEmpty()
                    || (lines.size() >= HEAD
                            && lines.get(0).equals("0")
                            && lines.get(1).equals(Integer.toString(lines.size() - HEAD))
                            && lines.stream().skip(HEAD).allMatch(line -> line.matches("\\S+( -?\\d+){1,2}")));
        } catch (IOException e) {
            return false;
        }
    }
}
