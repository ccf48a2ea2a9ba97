/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

/** How much of its work the topology does: all of it, or a part of it that a benchmark holds beside the whole. */
public enum Work {
    /** Records are read and forgotten. */
    NOTHING,
    /** What a snapshot costs without mathematics: parsed, its row, state and results written, all of them constant. */
    CARRYING,
    /** The product. */
    EVERYTHING
}
