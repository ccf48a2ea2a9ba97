/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.groups;

import io.github.koopwatch.contract.result.RunState;
import java.util.List;
import java.util.Optional;

/**
 * What of a group's runs is compared.
 *
 * @param observables in the order in which the runs name them
 * @param presets likewise
 */
record Series(List<String> observables, List<String> presets, String observable, String preset) {
    /** The one asked for; else the first of the oldest run, empty while there is none. */
    Series(List<RunState> runs, Optional<String> observable, Optional<String> preset) {
        this(
                runs.stream()
                        .flatMap(r -> r.observables().stream())
                        .map(RunState.ObservableState::name)
                        .distinct()
                        .toList(),
                runs.stream().flatMap(r -> r.presets().stream()).distinct().toList(),
                observable,
                preset);
    }

    private Series(
            List<String> observables, List<String> presets, Optional<String> observable, Optional<String> preset) {
        this(observables, presets, observable.orElse(first(observables)), preset.orElse(first(presets)));
    }

    private static String first(List<String> names) {
        return names.isEmpty() ? "" : names.get(0);
    }
}
