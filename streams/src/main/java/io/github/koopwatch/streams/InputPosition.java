/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

/**
 * How far a partition of the input is.
 *
 * @param committed the first offset whose results are not committed
 * @param end the offset of the next record that comes
 */
public record InputPosition(long committed, long end) {
    /** Records that wait. */
    public long lag() {
        return Math.max(0, end - committed);
    }
}
