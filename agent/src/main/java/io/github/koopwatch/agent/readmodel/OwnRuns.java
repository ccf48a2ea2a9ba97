/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A view that knows some runs only: all others are not there. What lies between two runs is there when both are; what is said
 * of a group or its arms when all runs of the group are.
 */
public final class OwnRuns implements RunView {
    private final RunView all;
    private final Predicate<String> own;

    /** @param own which runs are there, by name */
    public OwnRuns(RunView all, Predicate<String> own) {
        this.all = all;
        this.own = own;
    }

    @Override
    public List<RunState> runs() {
        return all.runs().stream().filter(run -> own.test(run.run())).toList();
    }

    @Override
    public Optional<RunState> run(String run) {
        return own.test(run) ? all.run(run) : Optional.empty();
    }

    @Override
    public Optional<String> firstPreset(String run, long incarnation, String observable) {
        return own.test(run) ? all.firstPreset(run, incarnation, observable) : Optional.empty();
    }

    @Override
    public Selection spectra(SpectraQuery query) {
        return own.test(query.run()) ? all.spectra(query) : new Selection(List.of(), true);
    }

    @Override
    public Map<String, List<double[]>> scalars(String run) {
        return own.test(run) ? all.scalars(run) : Map.of();
    }

    @Override
    public List<ChangeEvent> events(String run) {
        return own.test(run) ? all.events(run).stream().filter(this::isOwn).toList() : List.of();
    }

    @Override
    public Optional<AlertView> alert(String id) {
        return all.alert(id).filter(alert -> isOwn(alert.event()));
    }

    @Override
    public Optional<List<ChangeEvent>> groupEvents(String group) {
        return ifKnown(group, all.groupEvents(group))
                .map(events -> events.stream().filter(this::isOwn).toList());
    }

    @Override
    public Optional<List<SpectrumDistance>> groupDistances(String group) {
        return ifKnown(group, all.groupDistances(group)).map(this::own);
    }

    @Override
    public Optional<List<SpectrumDistance>> distanceHistory(String group) {
        return ifKnown(group, all.distanceHistory(group)).map(this::own);
    }

    /** Without the counts of events, which are over all runs. */
    @Override
    public MetricsView metrics() {
        MetricsView view = all.metrics();
        return new MetricsView(
                view.runs().stream()
                        .filter(run -> own.test(run.state().run()))
                        .map(this::own)
                        .toList(),
                own(view.distances()),
                Map.of());
    }

    private RunMetrics own(RunMetrics run) {
        return new RunMetrics(
                run.state(),
                run.preset(),
                run.windows(),
                run.alerts().stream().filter(this::isOwn).toList());
    }

    private List<SpectrumDistance> own(List<SpectrumDistance> distances) {
        return distances.stream()
                .filter(d -> isOwn(d.group(), d.run(), d.other()))
                .toList();
    }

    private boolean isOwn(ChangeEvent event) {
        return isOwn(event.group(), event.run(), event.other());
    }

    private boolean isOwn(String group, @Nullable String run, @Nullable String other) {
        return run == null ? isOwnGroup(group) : own.test(run) && (other == null || own.test(other));
    }

    private boolean isOwnGroup(String group) {
        return all.runs().stream().filter(run -> run.group().equals(group)).allMatch(run -> own.test(run.run()));
    }

    private <T> Optional<T> ifKnown(String group, Optional<T> found) {
        boolean known = runs().stream().anyMatch(run -> run.group().equals(group));
        return known ? found : Optional.empty();
    }
}
