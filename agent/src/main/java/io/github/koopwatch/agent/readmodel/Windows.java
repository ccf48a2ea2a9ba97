/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The windows of one series in memory, by step. */
final class Windows {
    private final TreeMap<WindowKey, WindowSpectrum> byKey = new TreeMap<>();

    /** A window that came before is replaced. */
    void add(WindowSpectrum w) {
        byKey.put(WindowKey.of(w), w);
    }

    /** False when that very window is no longer here. */
    boolean remove(WindowSpectrum w) {
        return byKey.get(WindowKey.of(w)) == w && byKey.remove(WindowKey.of(w)) != null;
    }

    void removeOldest() {
        byKey.pollFirstEntry();
    }

    int size() {
        return byKey.size();
    }

    List<WindowSpectrum> matching(SpectraQuery query) {
        return byKey.tailMap(new WindowKey(query.from(), Long.MIN_VALUE), true).values().stream()
                .filter(query::wants)
                .toList();
    }

    Optional<WindowSpectrum> newestFull() {
        return byKey.descendingMap().values().stream().filter(w -> !w.partial()).findFirst();
    }
}
