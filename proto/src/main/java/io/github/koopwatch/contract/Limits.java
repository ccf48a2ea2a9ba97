/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

/** What a run may be at most; each limit is checked at both doors. */
public final class Limits {
    /** Values in one observable. */
    public static final int LARGEST_DIMENSION = 65_536;

    /** Publishers whose parts add up to one snapshot. */
    public static final int MOST_SHARDS = 1024;

    public static final int MOST_OBSERVABLES = 64;

    public static final int MOST_ANALYSES = 8;

    /** Parameter groups of one sketch. */
    public static final int MOST_GROUPS = 8;

    public static final int MOST_LABELS = 64;

    /** Scalars in one message. */
    public static final int MOST_SCALARS = 256;

    /** Characters in the name of a label, a scalar or a parameter group. */
    public static final int LONGEST_NAME = 128;

    /** Characters in a display name, a label's value, a mark's text or an alert id. */
    public static final int LONGEST_TEXT = 1024;

    /** Bytes of a whole RunStart: it is kept per run. */
    public static final int LARGEST_START = 1 << 16;

    /** Steps and incarnations are 0 to 2^53, so that JSON and metrics, which are doubles, carry them exactly. */
    public static final long LARGEST_INTEGER = 1L << 53;

    private Limits() {}
}
