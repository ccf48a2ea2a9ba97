/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.streams.stored.KeptEvents;
import io.github.koopwatch.v1.GroupHead;
import org.jspecify.annotations.Nullable;

/** Where a group's newest events are stored. */
record GroupEvents(String group, GroupRecords records, GroupHead.Builder head) implements KeptEvents.Ring {
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
        return records.event(group, slot);
    }

    @Override
    public void put(int slot, byte[] event) {
        records.event(group, slot, event);
    }
}
