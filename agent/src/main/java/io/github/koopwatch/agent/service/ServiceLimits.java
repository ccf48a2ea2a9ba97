/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.ingest.IngestLimits;
import io.github.koopwatch.agent.ingest.Rate;
import io.github.koopwatch.streams.RunLimits;

/**
 * What a process takes, keeps and shows at most.
 *
 * @param door of the gRPC door
 * @param run of each run, and how many live in a partition
 * @param knownRuns that are kept after their end or their last word
 * @param series of runs that a scrape shows
 */
public record ServiceLimits(IngestLimits door, RunLimits run, int knownRuns, int series) {
    public ServiceLimits {
        if (knownRuns < 1 || series < 1) {
            throw new IllegalArgumentException(
                    "limits: expected at least one known run and one series, got " + knownRuns + ", " + series);
        }
    }

    /** What an installation has that asks for nothing else; the reasons stand in docs/operations.md. */
    public static ServiceLimits standard() {
        RunLimits run = RunLimits.standard();
        double mib = 1 << 20;
        return new ServiceLimits(
                IngestLimits.of(
                        new Rate(1000, 64 * mib, 10), new Rate(20_000, 512 * mib, 10), 4096, run.liveRuns(), 64),
                run,
                10_000,
                150_000);
    }
}
