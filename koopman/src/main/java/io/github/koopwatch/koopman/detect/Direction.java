/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Locale;

/** Which way a channel went. Stored by position: append only. */
public enum Direction {
    UP,
    DOWN;

    /** The name that stands in events. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
