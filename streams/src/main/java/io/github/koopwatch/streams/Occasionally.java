/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

/** Keeps a log short when the same trouble comes again and again: yes at the 1st, 2nd, 4th, 8th, ... time. */
final class Occasionally {
    private long times;

    boolean again() {
        times++;
        return Long.bitCount(times) == 1;
    }

    long times() {
        return times;
    }
}
