/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman;

/** How the pairs (x, y) of a window are weighed in the fit. */
public enum Scale {
    /** As they are: a pair counts by the square of its length. */
    NONE,
    /** Both over the length of x, so that every pair counts alike; a pair whose x is 0 does not count (xGEDMD, JOBS = 'S'). */
    UNIT
}
