/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.streams.stored.KeptEvents;
import io.github.koopwatch.v1.RunHead;
import org.jspecify.annotations.Nullable;

/** Where a run's newest events are stored. */
record RunEvents(String run, RunRecords records, RunHead.Builder head) implements KeptEvents.Ring {
    @Override
    public long count() {
        return head.getEvents();
    }

    @Override
    public void count(long events) {
        head.setEvents(events);
    }

    @Override
    public byte @Nullable [] get(int slot) {
        return records.event(run, slot);
    }

    @Override
    public void put(int slot, byte[] event) {
        records.event(run, slot, event);
    }
}
