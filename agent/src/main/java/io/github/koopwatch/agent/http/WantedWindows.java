/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.agent.readmodel.SpectraQuery;
import io.github.koopwatch.contract.result.RunState;
import java.util.Optional;

/** Which windows of a run a request means: its current incarnation, first observable and first preset unless it says otherwise. */
record WantedWindows(RunView model) {
    /** Empty while the run has no observable or no analysis to ask about. */
    Optional<SpectraQuery> of(Ask ask, RunState run) {
        long incarnation = ask.number("incarnation", 0, Long.MAX_VALUE).orElse(run.incarnation());
        long from = ask.number("from", Long.MIN_VALUE, Long.MAX_VALUE).orElse(Long.MIN_VALUE);
        long to = ask.number("to", Long.MIN_VALUE, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
        Optional<String> preset = ask.key("preset");
        return ask.key("observable")
                .or(() -> run.observables().stream()
                        .map(RunState.ObservableState::name)
                        .findFirst())
                .flatMap(observable -> preset.or(() -> model.firstPreset(run.run(), incarnation, observable))
                        .map(p -> new SpectraQuery(run.run(), incarnation, observable, p, from, to)));
    }
}
