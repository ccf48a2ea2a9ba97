/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Damage to a data directory whose process is down. Records of the log are spared: they are the truth that all else is made from. */
final class Damage {
    /** What can be made again: indices, producer snapshots, checkpoints, what Kafka Streams keeps, notes of the last start. */
    private static final Pattern REMAKEABLE = Pattern.compile(
            ".*(\\.index|\\.timeindex|\\.txnindex|(?<!checkpoint)\\.snapshot|-checkpoint|/streams/.*|/port|/endpoints\\.properties"
                    + "|/instance-id)");
    /** Snapshots of the metadata log are records. */
    private static final String METADATA = "__cluster_metadata";

    private Damage() {}

    /** Deletes, cuts or garbles about a third of what can be made again; returns what it did. */
    static String to(Path data, Random random) {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(data)) {
            all.filter(Files::isRegularFile)
                    .filter(f -> REMAKEABLE.matcher(f.toString()).matches())
                    .filter(f -> !f.toString().contains(METADATA))
                    .sorted(Comparator.comparing(Path::toString))
                    .forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int damaged = 0;
        for (Path file : files) {
            if (random.nextInt(3) == 0) {
                damage(file, random);
                damaged++;
            }
        }
        return damaged + " of " + files.size() + " files damaged";
    }

    private static void damage(Path file, Random random) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            switch (random.nextInt(3)) {
                case 0 -> Files.delete(file);
                case 1 -> Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
                default -> {
                    for (int i = 0; i < Math.min(bytes.length, 1 + bytes.length / 100); i++) {
                        bytes[random.nextInt(bytes.length)] ^=
                                (byte) 0x80; // never one digit for another: no file of text could tell
                    }
                    Files.write(file, bytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
