/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where trainings are kept while they are judged: a folder of the user's, or one that goes away at the end.
 *
 * @param path absolute, since the trainers work elsewhere
 */
record TrainingFolder(Path path, boolean temporary) implements AutoCloseable {
    /** Null: a temporary one. Throws BadInput for a folder that cannot be made. */
    static TrainingFolder of(@Nullable Path kept) {
        try {
            return kept == null
                    ? new TrainingFolder(Files.createTempDirectory("koopwatch-validate"), true)
                    : new TrainingFolder(Files.createDirectories(kept.toAbsolutePath()), false);
        } catch (IOException e) {
            throw new BadInput("--data: expected a folder that can be written to, got " + kept, e);
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> inside = Files.walk(path)) {
            List<Path> deepestFirst = inside.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepestFirst) {
                Files.delete(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
