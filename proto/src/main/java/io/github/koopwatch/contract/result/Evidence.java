/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an alert rests on, so that a person can judge it without the run.
 *
 * @param channels the detector's channels around the change; null for alerts that rest on none
 * @param scalars newest value of each logged name when it fired
 * @param compared spectra that a comparison set side by side, the most typical run of each arm; empty for other alerts
 */
public record Evidence(
        @Nullable Channels channels,
        Map<String, Double> scalars,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Compared> compared) {
    public Evidence {
        scalars = scalars == null ? Map.of() : scalars;
        compared = compared == null ? List.of() : compared;
    }

    /** Of an alert that compares nothing. */
    public Evidence(@Nullable Channels channels, Map<String, Double> scalars) {
        this(channels, scalars, List.of());
    }

    /**
     * One side of a comparison.
     *
     * @param eigenvalues [rank][re, im]
     */
    public record Compared(String arm, String run, long firstStep, long lastStep, List<double[]> eigenvalues) {}

    /**
     * An excerpt of the channels, n steps of c channels.
     *
     * @param steps [n] ascending
     * @param names [c]
     * @param values [c][n] the channels, NaN where one has no value
     * @param scores [c][n] each standardised against its own past
     */
    public record Channels(List<Long> steps, List<String> names, List<double[]> values, List<double[]> scores) {}
}
