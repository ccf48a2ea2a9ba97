/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.groups;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The windows at equal steps that most runs share, and of those the newest.
 *
 * @param tracks the runs that have them
 * @param windows [window][run], newest first, without common rows
 */
record SharedWindows(List<Track> tracks, List<List<WindowSpectrum>> windows) {
    /** A distance of one window scatters; so many are averaged. */
    private static final int MOST_WINDOWS = 10;

    /** Empty when no two runs share one. */
    static Optional<SharedWindows> of(List<Track> tracks) {
        return tracks.stream()
                .flatMap(t -> t.newest().stream())
                .map(newest -> new Anchor(
                        newest,
                        tracks.stream().filter(t -> t.at(newest).isPresent()).toList()))
                .max(Comparator.comparingInt((Anchor a) -> a.having().size())
                        .thenComparingLong(a -> a.window().lastStep()))
                .filter(anchor -> anchor.having().size() > 1)
                .map(anchor -> new SharedWindows(anchor.having(), back(anchor)));
    }

    private record Anchor(WindowSpectrum window, List<Track> having) {}

    private static List<List<WindowSpectrum>> back(Anchor anchor) {
        List<List<WindowSpectrum>> shared = new ArrayList<>();
        long before = Long.MAX_VALUE;
        Track first = anchor.having().get(0);
        List<WindowSpectrum> newestFirst = new ArrayList<>(first.windows()
                .headMap(first.at(anchor.window()).orElseThrow().firstStep(), true)
                .descendingMap()
                .values());
        for (int i = 0; i < newestFirst.size() && shared.size() < MOST_WINDOWS; i++) {
            WindowSpectrum candidate = newestFirst.get(i);
            List<WindowSpectrum> row = anchor.having().stream()
                    .flatMap(t -> t.at(candidate).stream())
                    .toList();
            if (candidate.lastStep() < before && row.size() == anchor.having().size()) {
                shared.add(row);
                before = row.stream().mapToLong(WindowSpectrum::firstStep).min().orElseThrow();
            }
        }
        return shared;
    }

    long firstStep() {
        return all().mapToLong(WindowSpectrum::firstStep).min().orElseThrow();
    }

    long lastStep() {
        return all().mapToLong(WindowSpectrum::lastStep).max().orElseThrow();
    }

    private Stream<WindowSpectrum> all() {
        return windows.stream().flatMap(List::stream);
    }
}
