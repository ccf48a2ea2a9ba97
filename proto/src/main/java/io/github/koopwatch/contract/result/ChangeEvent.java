/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * One alert or note. It evolves; each change is a new version under the same id.
 *
 * @param id run/incarnation/observable/kind/step
 * @param preset the analysis that spoke; null for channels on raw snapshots
 * @param kind RegimeShift, Instability, Oscillation, Stall, Converged, NonFinite, PartialFreeze, EarlyPhase,
 *     RunsDiverged, GrokkingDivergence or RunStale
 * @param cause step_size_up, step_size_down, noise_up, noise_down, momentum, optimizer, regularisation, data, freeze,
 *     stop, divergence or unknown
 * @param direction up, down or null
 * @param step the step whose arrival fired it; never changes
 * @param onsetStep where the change is estimated to have begun
 * @param channel what spoke
 * @param severity info, warning or critical
 * @param state firing or resolved
 * @param expected true when an announced cause explains it
 * @param message one sentence in plain words
 */
public record ChangeEvent(
        String id,
        @Nullable String run,
        String group,
        @Nullable String other,
        @Nullable String observable,
        @Nullable String preset,
        long incarnation,
        String kind,
        String cause,
        @Nullable String direction,
        long step,
        long onsetStep,
        @Nullable String channel,
        double statistic,
        double threshold,
        String severity,
        String state,
        boolean expected,
        String message) {
    /** True for what belongs into a list of notes and not of alerts. */
    @JsonIgnore
    public boolean isNote() {
        return severity.equals("info");
    }
}
