/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The windows of one series in memory, by step. */
final class Windows {
    private final TreeMap<WindowKey, WindowSpectrum> byKey = new TreeMap<>();

    /** Returns the window that it replaces. */
    Optional<WindowSpectrum> add(WindowSpectrum w) {
        return Optional.ofNullable(byKey.put(WindowKey.of(w), w));
    }

    /** False when that very window is no longer here. */
    boolean remove(WindowSpectrum w) {
        return byKey.get(WindowKey.of(w)) == w && byKey.remove(WindowKey.of(w)) != null;
    }

    WindowSpectrum removeOldest() {
        return byKey.pollFirstEntry().getValue();
    }

    Stream<WindowSpectrum> all() {
        return byKey.values().stream();
    }

    int size() {
        return byKey.size();
    }

    boolean reachesBefore(long firstStep) {
        return !byKey.isEmpty() && byKey.firstKey().firstStep() < firstStep;
    }

    List<WindowSpectrum> matching(SpectraQuery query) {
        return byKey.tailMap(new WindowKey(query.from(), Long.MIN_VALUE), true).values().stream()
                .filter(query::wants)
                .toList();
    }

    Optional<WindowSpectrum> newestFull() {
        return byKey.descendingMap().values().stream().filter(w -> !w.partial()).findFirst();
    }

    /** The last full window that ends before the step. */
    Optional<WindowSpectrum> before(long step) {
        return byKey.headMap(new WindowKey(step, Long.MIN_VALUE), false).descendingMap().values().stream()
                .filter(w -> !w.partial() && w.lastStep() < step)
                .findFirst();
    }

    /** The first full window that begins with or after the step, else the newest that has reached it. */
    Optional<WindowSpectrum> after(long step) {
        return byKey.tailMap(new WindowKey(step, Long.MIN_VALUE)).values().stream()
                .filter(w -> !w.partial())
                .findFirst()
                .or(() -> newestFull().filter(w -> w.lastStep() >= step));
    }
}
