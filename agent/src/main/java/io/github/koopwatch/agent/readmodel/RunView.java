/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be asked about runs: of all, or of those that somebody may see. All that comes out is immutable. */
public interface RunView {
    /** Every run, by name, in the state that holds now. */
    List<RunState> runs();

    Optional<RunState> run(String run);

    /** The preset of a run's first analysis; empty while none is known. */
    Optional<String> firstPreset(String run, long incarnation, String observable);

    Selection spectra(SpectraQuery query);

    /** What a run logged, by name: [step, value], of its newest incarnation and in bounded size. */
    Map<String, List<double[]>> scalars(String run);

    /** A run's own alerts and notes, each in its latest version, by step. */
    List<ChangeEvent> events(String run);

    /** An alert or note with what memory holds around it. */
    Optional<AlertView> alert(String id);

    /** Alerts and notes of a group and of all its runs; empty for a group that no run belongs to. */
    Optional<List<ChangeEvent>> groupEvents(String group);

    /** Newest distance of each pair and reference; empty for a group that no run belongs to. */
    Optional<List<SpectrumDistance>> groupDistances(String group);

    /** Distances of a group in the order in which they came, as far as memory goes back; empty as above. */
    Optional<List<SpectrumDistance>> distanceHistory(String group);

    /** What a scrape shows now. */
    MetricsView metrics();
}
