/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import com.fasterxml.jackson.annotation.JsonValue;

/** What came of a claim. */
public enum Judgement {
    HOLDS("HOLDS"),
    DIFFERS("DIFFERS"),
    /** The data cannot decide it: too few replicas, or an interval that allows both. */
    CANNOT_TELL("CANNOT TELL");

    private final String text;

    Judgement(String text) {
        this.text = text;
    }

    /** As it is printed. */
    @JsonValue
    public String text() {
        return text;
    }

    /** Throws IllegalArgumentException for a text that is no judgement's. */
    static Judgement of(String text) {
        return valueOf(text.strip().replace(' ', '_'));
    }
}
