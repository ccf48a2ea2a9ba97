/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.v1.Reason;

/**
 * What the topology counts. At the Kafka door received = accepted + rejected, counted once per snapshot that did not come
 * through gRPC. Counting is at least once: work that is repeated after a crash counts again.
 */
public interface PipelineCounters {
    /** Counts nothing. */
    PipelineCounters NONE = new PipelineCounters() {
        @Override
        public void accepted() {}

        @Override
        public void rejected(Reason reason) {}

        @Override
        public void dropped(Drop why) {}

        @Override
        public void deadLetter(Reason reason) {}

        @Override
        public void groupFull() {}
    };

    /** A snapshot came straight through Kafka and was taken. */
    void accepted();

    /** A snapshot came straight through Kafka and was not taken. */
    void rejected(Reason reason);

    /** A snapshot that a door took was dropped later. */
    void dropped(Drop why);

    /** A record of any kind went to the dead letters. */
    void deadLetter(Reason reason);

    /** What a run told its group was left out: the group has as many runs as it takes. */
    void groupFull();
}
