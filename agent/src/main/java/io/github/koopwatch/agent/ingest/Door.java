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
        ByteBudget budget) {}
