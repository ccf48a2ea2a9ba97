/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.mechanics;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a theory says that a gauge shows, as the trainers write it.
 *
 * @param experiment heading
 * @param name of the claim
 * @param theory the formula in words
 * @param gauge see {@link Reading}
 * @param statistic {@code difference} and {@code ratio} of measured to predicted, or the measured {@code value} itself
 * @param low where the statistic's interval has to lie; NaN: no bound
 * @param high likewise
 */
public record Prediction(
        String experiment,
        String name,
        String text,
        String theory,
        String source,
        String gauge,
        String statistic,
        double low,
        double high,
        List<Seen> seen) {
    /** Of a run, over the steps first to last, both inclusive. */
    public record Seen(String run, double predicted, long first, long last) {}

    private record Document(List<Prediction> claims) {}

    /** Throws BadInput for a file that does not hold predictions. */
    public static List<Prediction> read(Path file) {
        try {
            return Json.read(Files.readAllBytes(file), Document.class).claims();
        } catch (IOException e) {
            throw new BadInput(file + ": expected the claims of the trainers, got " + e.getMessage(), e);
        }
    }

    /** The statistic of one reading. */
    double statistic(double measured, double predicted) {
        return switch (statistic) {
            case "difference" -> measured - predicted;
            case "ratio" -> measured / predicted;
            case "value" -> measured;
            default -> throw new BadInput(name + ": expected difference, ratio or value, got " + statistic);
        };
    }
}
