/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What belongs to a group and to no single run. Not thread-safe. */
final class GroupEntry {
    /** What a newer distance replaces: its like, of whatever step and incarnation. */
    private record Pair(
            @Nullable String run,
            @Nullable String other,
            @Nullable String arm,
            @Nullable String otherArm,
            String observable,
            String preset,
            String reference) {
        static Pair of(SpectrumDistance d) {
            return new Pair(d.run(), d.other(), d.arm(), d.otherArm(), d.observable(), d.preset(), d.reference());
        }
    }

    private final Bounded<Pair, SpectrumDistance> distances;
    private final Bounded<String, ChangeEvent> events;

    GroupEntry(Limits limits) {
        this.distances = new Bounded<>(limits.distances());
        this.events = new Bounded<>(limits.events());
    }

    void add(SpectrumDistance distance) {
        distances.renew(Pair.of(distance), distance);
    }

    /** True for an id that is new. */
    boolean add(ChangeEvent event) {
        boolean isNew = !events.containsKey(event.id());
        events.renew(event.id(), event);
        return isNew;
    }

    Optional<ChangeEvent> event(String id) {
        return Optional.ofNullable(events.get(id));
    }

    void forget(String run) {
        distances.values().removeIf(d -> run.equals(d.run()) || run.equals(d.other()));
    }

    Stream<SpectrumDistance> distances() {
        return distances.values().stream();
    }

    Stream<ChangeEvent> events() {
        return events.values().stream();
    }
}
