/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

/**
 * How much the read model holds; what exceeds it leaves memory, oldest first.
 *
 * @param windows per run, observable, preset and incarnation
 * @param windowBytes of all windows together, as estimated
 * @param events per run, and per group of those that belong to no run
 * @param distances per group
 */
public record Limits(int windows, long windowBytes, int events, int distances) {
    public Limits {
        atLeastOne("windows", windows);
        atLeastOne("windowBytes", windowBytes);
        atLeastOne("events", events);
        atLeastOne("distances", distances);
    }

    /** 1,000 windows a series and 128 MiB of them together: no more than a restart reads back. */
    public static Limits standard() {
        return new Limits(1000, 128L << 20, 1000, 20_000);
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
        }
    }
}
