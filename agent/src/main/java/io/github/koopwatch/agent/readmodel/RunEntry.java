/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that is held of one run. Results may come before the run's state; such an entry is a stranger. Not thread-safe. */
final class RunEntry {
    private static final String ENDED = "ended";

    private final int windowsPerSeries;
    private final long order;
    private final Map<Series, Windows> series = new LinkedHashMap<>();
    private final Bounded<String, ChangeEvent> events;
    private final ScalarHistory scalars = new ScalarHistory();
    private @Nullable RunState state;
    private long heard;
    private long ended;
    private boolean dropped;
    private @Nullable ChangeEvent staleAlert;
    private String shown = "";
    private long expiryAsked = Long.MIN_VALUE;

    /** @param order how many runs were known before */
    RunEntry(Limits limits, long now, long order) {
        this.order = order;
        this.windowsPerSeries = limits.windows();
        this.events = new Bounded<>(limits.events());
        this.heard = now;
    }

    /** Takes a newer state; {@code timestamp} is when what it tells of happened. */
    void update(RunState newer, long timestamp) {
        boolean stays = hasEnded() && state != null && state.incarnation() == newer.incarnation();
        if (newer.state().equals(ENDED) && !stays) {
            ended = timestamp;
        }
        heard = newer.lastSnapshot() == null ? timestamp : newer.lastSnapshot();
        state = newer;
        scalars.add(newer);
    }

    Optional<RunState> state() {
        return Optional.ofNullable(state);
    }

    String group() {
        return state == null ? "" : state.group();
    }

    /** When its last snapshot came; before the first, when it was last spoken of. */
    long heard() {
        return heard;
    }

    /** Grows in the order in which runs came to be known. */
    long order() {
        return order;
    }

    long ended() {
        return ended;
    }

    boolean hasEnded() {
        return state != null && state.state().equals(ENDED);
    }

    boolean isStranger() {
        return state == null;
    }

    /** Returns the window that leaves for it, if one does. */
    Optional<WindowSpectrum> add(WindowSpectrum w) {
        Windows windows = series.computeIfAbsent(Series.of(w), s -> new Windows());
        Optional<WindowSpectrum> replaced = windows.add(w);
        if (windows.size() <= windowsPerSeries) {
            return replaced;
        }
        dropped = true;
        return Optional.of(windows.removeOldest());
    }

    Stream<WindowSpectrum> windows() {
        return series.values().stream().flatMap(Windows::all);
    }

    void drop(WindowSpectrum w) {
        Windows windows = series.get(Series.of(w));
        if (windows != null && windows.remove(w)) {
            dropped = true;
            if (windows.size() == 0) {
                series.remove(Series.of(w));
            }
        }
    }

    /** True once a window of this run has left memory. */
    boolean hasDropped() {
        return dropped;
    }

    /** True when memory holds a window from before the query begins: it then holds all that the query wants. */
    boolean reachesBefore(SpectraQuery query) {
        Windows windows = series.get(new Series(query.incarnation(), query.observable(), query.preset()));
        return windows != null && windows.reachesBefore(query.from());
    }

    List<WindowSpectrum> matching(SpectraQuery query) {
        Windows windows = series.get(new Series(query.incarnation(), query.observable(), query.preset()));
        return windows == null ? List.of() : windows.matching(query);
    }

    /** The preset that RunStart names first; where it is not told, the one that was first to have a full window. */
    Optional<String> firstPreset(long incarnation, String observable) {
        if (state != null && !state.presets().isEmpty()) {
            return Optional.of(state.presets().get(0));
        }
        return presets(incarnation, observable, true)
                .findFirst()
                .or(() -> presets(incarnation, observable, false).findFirst());
    }

    private Stream<String> presets(long incarnation, String observable, boolean full) {
        return series.entrySet().stream()
                .filter(e -> e.getKey().incarnation() == incarnation
                        && e.getKey().observable().equals(observable)
                        && (!full || e.getValue().newestFull().isPresent()))
                .map(e -> e.getKey().preset());
    }

    Stream<WindowSpectrum> newestFull(long incarnation, String observable, String preset) {
        Windows windows = series.get(new Series(incarnation, observable, preset));
        return windows == null ? Stream.empty() : windows.newestFull().stream();
    }

    /** The alarm of silence that is firing. */
    Optional<ChangeEvent> staleAlert() {
        return Optional.ofNullable(staleAlert);
    }

    void staleAlert(@Nullable ChangeEvent alert) {
        staleAlert = alert;
    }

    /** True when the run was not last shown in that state. */
    boolean turnsTo(String newState) {
        boolean turns = !shown.equals(newState);
        shown = newState;
        return turns;
    }

    /** True when it is time to ask for this run to be forgotten, and then not again for {@code pause}. */
    boolean asksExpiry(long now, long pause) {
        boolean asks = expiryAsked == Long.MIN_VALUE || now - expiryAsked >= pause;
        if (asks) {
            expiryAsked = now;
        }
        return asks;
    }

    /** True for an id that is new. */
    boolean add(ChangeEvent event) {
        if (staleAlert != null && staleAlert.id().equals(event.id())) {
            staleAlert = event.isFiring() ? event : null;
        }
        boolean isNew = !events.containsKey(event.id());
        events.renew(event.id(), event);
        return isNew;
    }

    /** Name → [step, value] of the newest incarnation. */
    Map<String, List<double[]>> scalars() {
        return scalars.points();
    }

    Optional<ChangeEvent> event(String id) {
        return Optional.ofNullable(events.get(id));
    }

    /** The event with the windows on both sides of its onset. */
    AlertView view(ChangeEvent event, @Nullable Evidence evidence) {
        Optional<Windows> windows = Optional.ofNullable(event.observable())
                .flatMap(observable -> Optional.ofNullable(event.preset())
                        .or(() -> firstPreset(event.incarnation(), observable))
                        .map(preset -> series.get(new Series(event.incarnation(), observable, preset))));
        return new AlertView(
                event,
                evidence,
                windows.flatMap(w -> w.before(event.onsetStep())).orElse(null),
                windows.flatMap(w -> w.after(event.onsetStep())).orElse(null));
    }

    Stream<ChangeEvent> events() {
        return events.values().stream();
    }
}
