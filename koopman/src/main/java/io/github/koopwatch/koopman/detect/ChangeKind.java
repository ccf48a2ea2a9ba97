/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** What happened, under the name that stands in events. Stored by position: append only. */
public enum ChangeKind {
    /** A channel left the course of its own past. */
    REGIME_SHIFT("RegimeShift", Severity.WARNING),
    /** No parameter moves any more. */
    STALL("Stall", Severity.WARNING),
    /** Some parameter groups stopped while others move on. */
    PARTIAL_FREEZE("PartialFreeze", Severity.WARNING),
    /** A mode grows by more than its error, and the movement with it. */
    INSTABILITY("Instability", Severity.CRITICAL),
    /** A mode that carries energy turns round without dying away. */
    OSCILLATION("Oscillation", Severity.WARNING),
    /** The transition of the first windows is over. */
    EARLY_PHASE("EarlyPhase", Severity.INFO),
    /** Modes gather at 1 while the movement sinks towards rounding. */
    CONVERGED("Converged", Severity.INFO);

    private final String jsonName;
    private final Severity severity;

    ChangeKind(String jsonName, Severity severity) {
        this.jsonName = jsonName;
        this.severity = severity;
    }

    public String jsonName() {
        return jsonName;
    }

    /** Of a change that nobody announced. */
    public Severity severity() {
        return severity;
    }
}
