/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import java.util.ArrayDeque;
import java.util.Deque;

/** Which sequences of one stream are settled, in whatever order that happens. Not thread-safe. */
final class AckLedger {
    private final Deque<Entry> open = new ArrayDeque<>();
    private long last;
    private long acked;
    private long bytes;

    /** One sequence on its way to the log. */
    static final class Entry {
        private final int bytes;
        private boolean settled;

        private Entry(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }
    }

    Entry open(int size) {
        Entry entry = new Entry(size);
        open.addLast(entry);
        last++;
        bytes += size;
        return entry;
    }

    /** Settling twice is harmless. */
    void settle(Entry entry) {
        if (!entry.settled) {
            entry.settled = true;
            bytes -= entry.bytes;
        }
        while (!open.isEmpty() && open.getFirst().settled) {
            open.removeFirst();
            acked++;
        }
    }

    /** The sequence opened last, 0 before the first. */
    long last() {
        return last;
    }

    /** Every sequence up to this one is settled. */
    long acked() {
        return acked;
    }

    /** Bytes of the sequences that are not settled. */
    long bytes() {
        return bytes;
    }
}
