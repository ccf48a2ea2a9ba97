/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How much is trained, and where it is kept.
 *
 * @param quick a small version, which shows that everything works and decides less
 * @param seeds replicas of every arm; empty for the study's own number
 * @param trainings what is there already is not trained again
 * @param mnist a folder with the original MNIST files; null: the digits that ship with Koopwatch
 */
public record Effort(
        boolean quick,
        OptionalInt seeds,
        Path trainings,
        @Nullable Path mnist) {
    /** Whether less is trained than for the figures of docs/validation.md, or something else. */
    public boolean reduced() {
        return quick || seeds.isPresent() || mnist != null;
    }

    /** Replicas of each arm. */
    public int replicas(int usual, int quickly) {
        return seeds.orElse(quick ? quickly : usual);
    }

    /** The folder of a study's trainings. Throws BadInput when there can be none. */
    public Path folder(String study) {
        try {
            return Files.createDirectories(trainings.resolve(study));
        } catch (IOException e) {
            throw new BadInput("--data: expected a folder that can be written to, got " + trainings, e);
        }
    }

    /** The images that are trained on, as the trainers name them. */
    String images() {
        return mnist == null ? "digits" : mnist.toString();
    }
}
