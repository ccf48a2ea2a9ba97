/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

/**
 * How fast may be read in the long run, and how much at once after a pause.
 *
 * @param messages a second
 * @param bytes a second
 * @param burstSeconds so many seconds' worth may come at once
 */
public record Rate(double messages, double bytes, double burstSeconds) {
    /** Never holds anybody up. */
    public static final Rate UNLIMITED =
            new Rate(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Rate {
        if (!(messages > 0 && bytes > 0 && burstSeconds > 0)) {
            throw new IllegalArgumentException("rate: expected positive messages, bytes and seconds, got " + messages
                    + ", " + bytes + ", " + burstSeconds);
        }
    }
}
