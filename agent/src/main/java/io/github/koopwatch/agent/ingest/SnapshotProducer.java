/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.v1.Record;

/** Writes the records of runs to the log. */
public interface SnapshotProducer extends AutoCloseable {
    /**
     * Never blocks. Records of one delivery stream are written in the order of the calls, and none after one of them failed.
     *
     * @param run the record's key
     * @param delivery told once how it ended, on any thread
     */
    void send(String run, Record record, Delivery delivery);

    /** Waits for what was sent, for a bounded time. */
    @Override
    void close();

    /** Who waits for one record. */
    interface Delivery {
        /**
         * False once an earlier record of the same stream failed. Such a record is not written: the client sends both again,
         * and written now it would overtake the earlier one, whose step would then look old.
         */
        boolean wanted();

        /** The record is in the log, on every replica that must have it. */
        void durable();

        /** The same, and where it is. */
        default void durable(int partition, long offset) {
            durable();
        }

        /** The record is not known to be in the log. */
        void failed(Exception cause);
    }
}
