/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.result.ChangeEvent;
import java.util.Arrays;
import java.util.Locale;

/** How much an event matters, least first. */
public enum Severity {
    INFO,
    WARNING,
    CRITICAL;

    /** Throws BadInput for a name that is none. */
    public static Severity of(String option, String name) {
        return Arrays.stream(values())
                .filter(s -> s.label().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new BadInput(option + ": expected one of info, warning, critical, got '" + name + "'"));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True when the event matters at least so much; what has no severity of ours does not. */
    boolean isReachedBy(ChangeEvent event) {
        return Arrays.stream(values()).anyMatch(s -> s.label().equals(event.severity()) && s.compareTo(this) >= 0);
    }
}
