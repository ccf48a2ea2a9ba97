/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The windows of one series in memory, by step. */
final class Windows {
    /** Where a window stands; the partial one of an early phase comes before the full one that begins with it. */
    record Span(long firstStep, long lastStep) implements Comparable<Span> {
        private static final Comparator<Span> ORDER =
                Comparator.comparingLong(Span::firstStep).thenComparingLong(Span::lastStep);

        static Span of(WindowSpectrum w) {
            return new Span(w.firstStep(), w.lastStep());
        }

        @Override
        public int compareTo(Span other) {
            return ORDER.compare(this, other);
        }
    }

    private final TreeMap<Span, WindowSpectrum> bySpan = new TreeMap<>();

    /** A window that came before is replaced. */
    void add(WindowSpectrum w) {
        bySpan.put(Span.of(w), w);
    }

    /** False when that very window is no longer here. */
    boolean remove(WindowSpectrum w) {
        return bySpan.get(Span.of(w)) == w && bySpan.remove(Span.of(w)) != null;
    }

    void removeOldest() {
        bySpan.pollFirstEntry();
    }

    int size() {
        return bySpan.size();
    }

    List<WindowSpectrum> matching(SpectraQuery query) {
        return bySpan.tailMap(new Span(query.from(), Long.MIN_VALUE), true).values().stream()
                .filter(query::wants)
                .toList();
    }

    Optional<WindowSpectrum> newestFull() {
        return bySpan.descendingMap().values().stream()
                .filter(w -> !w.partial())
                .findFirst();
    }
}
