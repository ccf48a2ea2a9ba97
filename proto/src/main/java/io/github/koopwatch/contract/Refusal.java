/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import io.github.koopwatch.v1.Reason;
import java.util.Locale;

/**
 * Why a message is not taken.
 *
 * @param text one line for people; names what was expected and what came
 */
public record Refusal(Reason reason, String text) {
    private static final String PREFIX = "REASON_";

    /** The reason as a metric label, such as {@code not_finite}. */
    public String label() {
        return label(reason);
    }

    /** A reason as a metric label, such as {@code not_finite}. */
    public static String label(Reason reason) {
        String name = reason.name();
        return (name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name).toLowerCase(Locale.ROOT);
    }
}
