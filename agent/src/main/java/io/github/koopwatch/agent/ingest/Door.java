/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.contract.RecordValidator;

/** What all streams of one door share. */
record Door(
        RecordValidator validator,
        SnapshotProducer producer,
        EventFeed feed,
        IngestMetrics metrics,
        IngestLimits limits,
        ByteBudget budget,
        Pacing pacing,
        Timer timer) {
    /** Runs something later, on another thread than the caller's. */
    interface Timer {
        void after(long nanos, Runnable task);
    }
}
