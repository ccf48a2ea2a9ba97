/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.v1.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A feed that the test speaks through. */
final class FakeFeed implements EventFeed {
    private record Listener(String run, long incarnation, Consumer<Event> listener) {}

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Subscription subscribe(String run, long incarnation, Consumer<Event> listener) {
        Listener added = new Listener(run, incarnation, listener);
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    void say(String run, long incarnation, String id) {
        Event event = Event.newBuilder().setId(id).build();
        listeners.stream()
                .filter(l -> l.run.equals(run) && l.incarnation == incarnation)
                .forEach(l -> l.listener.accept(event));
    }

    /** run/incarnation of each listener. */
    List<String> listeners() {
        return listeners.stream().map(l -> l.run + "/" + l.incarnation).toList();
    }

    @Override
    public void close() {}
}
