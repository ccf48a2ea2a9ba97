/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

/**
 * How much the read model holds; what exceeds it leaves memory, oldest first.
 *
 * @param windows per run, observable, preset and incarnation
 * @param windowBytes of all windows together, as estimated
 * @param events per run, and per group of those that belong to no run
 * @param distances per group
 * @param runs known; beyond it the topology is asked to forget those that ended or fell silent
 */
public record Limits(int windows, long windowBytes, int events, int distances, int runs) {
    public Limits {
        atLeastOne("windows", windows);
        atLeastOne("windowBytes", windowBytes);
        atLeastOne("events", events);
        atLeastOne("distances", distances);
        atLeastOne("runs", runs);
    }

    /** Any number of runs. */
    public Limits(int windows, long windowBytes, int events, int distances) {
        this(windows, windowBytes, events, distances, Integer.MAX_VALUE);
    }

    /** The standard ones with another number of runs. */
    public static Limits ofRuns(int runs) {
        Limits usual = standard();
        return new Limits(usual.windows, usual.windowBytes, usual.events, usual.distances, runs);
    }

    /** 1,000 windows a series and 128 MiB of them together: no more than a restart reads back. */
    public static Limits standard() {
        return new Limits(1000, 128L << 20, 1000, 20_000, 10_000);
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
        }
    }
}
