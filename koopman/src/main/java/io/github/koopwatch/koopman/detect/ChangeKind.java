/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** What happened, under the name that stands in events. Stored by position: append only. */
public enum ChangeKind {
    /** A channel left the course of its own past. */
    REGIME_SHIFT("RegimeShift", Severity.WARNING),
    /** No parameter moves any more. */
    STALL("Stall", Severity.WARNING),
    /** Some parameter groups stopped while others move on. */
    PARTIAL_FREEZE("PartialFreeze", Severity.WARNING);

    private final String jsonName;
    private final Severity severity;

    ChangeKind(String jsonName, Severity severity) {
        this.jsonName = jsonName;
        this.severity = severity;
    }

    public String jsonName() {
        return jsonName;
    }

    public Severity severity() {
        return severity;
    }
}
