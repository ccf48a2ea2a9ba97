/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param acknowledged the words with which a person answered it; null while nobody did
 * @param evidence what it rests on; only on the topic, and not in every version
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
        String message,
        @Nullable String acknowledged,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Evidence evidence) {
    /** The name of the severity of what needs nobody. */
    public static final String INFO = "info";

    /** An event that nobody has answered, without evidence. */
    public ChangeEvent(
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
        this(
                id,
                run,
                group,
                other,
                observable,
                preset,
                incarnation,
                kind,
                cause,
                direction,
                step,
                onsetStep,
                channel,
                statistic,
                threshold,
                severity,
                state,
                expected,
                message,
                null,
                null);
    }

    /** True for what belongs into a list of notes and not of alerts. */
    @JsonIgnore
    public boolean isNote() {
        return severity.equals(INFO);
    }

    /** True while what it tells of goes on. */
    @JsonIgnore
    public boolean isFiring() {
        return state.equals("firing");
    }

    /** The version that tells of the end. */
    public ChangeEvent resolved() {
        return with("resolved", severity, expected, acknowledged, evidence);
    }

    /** The version that carries what a person said of it; what is expected needs nobody. */
    public ChangeEvent answered(boolean nowExpected, @Nullable String words) {
        return with(state, nowExpected ? INFO : severity, nowExpected, words, evidence);
    }

    public ChangeEvent withEvidence(@Nullable Evidence its) {
        return with(state, severity, expected, acknowledged, its);
    }

    private ChangeEvent with(
            String newState, String newSeverity, boolean newExpected, @Nullable String words, @Nullable Evidence its) {
        return new ChangeEvent(
                id,
                run,
                group,
                other,
                observable,
                preset,
                incarnation,
                kind,
                cause,
                direction,
                step,
                onsetStep,
                channel,
                statistic,
                threshold,
                newSeverity,
                newState,
                newExpected,
                message,
                words,
                its);
    }
}
