/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.v1.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Events that a slow client has not yet read: the newest are kept. Not thread-safe. */
final class EventOutbox {
    private final int capacity;
    private final Deque<Event> events = new ArrayDeque<>();

    EventOutbox(int capacity) {
        this.capacity = capacity;
    }

    /** How many older events had to go. */
    int add(Event event) {
        events.addLast(event);
        if (events.size() <= capacity) {
            return 0;
        }
        events.removeFirst();
        return 1;
    }

    @Nullable Event poll() {
        return events.pollFirst();
    }
}
