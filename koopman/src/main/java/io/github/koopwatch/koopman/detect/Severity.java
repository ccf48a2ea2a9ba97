/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Locale;

/** How much a change matters to whoever is on call. */
public enum Severity {
    INFO,
    WARNING,
    CRITICAL;

    /** The name that stands in events. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
