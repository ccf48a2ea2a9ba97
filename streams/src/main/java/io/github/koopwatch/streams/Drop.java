/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import java.util.Locale;

/** Why a snapshot that a door accepted was dropped later. */
public enum Drop {
    /** A step that was appended before, with the same values as far as they are still known. */
    DUPLICATE,
    /** A step that is still in the ring with other values: the first one stays. */
    CONFLICT,
    /** An incarnation that another one has replaced. */
    STALE_INCARNATION,
    /** A step of which not all shards came. */
    INCOMPLETE;

    /** The value of the metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
