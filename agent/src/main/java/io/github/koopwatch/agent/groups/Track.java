/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.groups;

import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.compare.StepRange;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The windows of one run that have a spectrum, by first step; partial ones only where there is no full one. */
record Track(RunState run, NavigableMap<Long, WindowSpectrum> windows) {
    static Track of(RunState run, List<WindowSpectrum> all) {
        List<WindowSpectrum> usable =
                all.stream().filter(w -> !w.eigenvalues().isEmpty()).toList();
        boolean full = usable.stream().anyMatch(w -> !w.partial());
        NavigableMap<Long, WindowSpectrum> windows = new TreeMap<>();
        usable.stream().filter(w -> w.partial() != full).forEach(w -> windows.put(w.firstStep(), w));
        return new Track(run, windows);
    }

    Optional<WindowSpectrum> newest() {
        return windows.isEmpty()
                ? Optional.empty()
                : Optional.of(windows.lastEntry().getValue());
    }

    /** The window of the same steps, the nearest if there are several. */
    Optional<WindowSpectrum> at(WindowSpectrum wanted) {
        StepRange steps = steps(wanted);
        long reach = wanted.lastStep() - wanted.firstStep() + 1;
        return windows.subMap(wanted.firstStep() - reach, true, wanted.firstStep() + reach, true).values().stream()
                .filter(w -> w.partial() == wanted.partial() && steps(w).matches(steps))
                .min(Comparator.comparingLong(w -> steps(w).offset(steps)));
    }

    static StepRange steps(WindowSpectrum w) {
        return new StepRange(w.firstStep(), w.lastStep());
    }
}
