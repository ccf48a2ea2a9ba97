/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every run, fed by the records of the result topics. One lock guards it: writers hold it for a record,
 * readers while they copy references, so nobody waits for long. All that comes out is immutable.
 */
public final class ReadModel implements RunView {
    private static final Duration ASK_AGAIN = Duration.ofMinutes(10);
    private static final Duration STRANGER = Duration.ofMinutes(10);
    /** Alerts whose evidence is held, of all runs together; each has at most some tens of kilobytes. */
    private static final int EVIDENCE = 512;

    /** The incarnation of alerts that are about several runs. */
    private static final long BETWEEN_RUNS = 0;
    /** Distances of all groups together that are kept beside the newest ones. */
    private static final int HISTORY = 50_000;

    private static final Comparator<ChangeEvent> BY_STEP = Comparator.comparingLong(ChangeEvent::incarnation)
            .thenComparingLong(ChangeEvent::step)
            .thenComparing(ChangeEvent::id);

    private final InstantSource clock;
    private final Expiry expiry;
    private final Limits limits;
    private final ExpirySink forget;
    private final Consumer<ChangeEvent> staleAlerts;
    private final List<Consumer<Update>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, RunEntry> runs = new HashMap<>();
    private final Map<String, GroupEntry> groups = new HashMap<>();
    /** Runs that are gone since the last sweep, whose past distances go with the next: one pass for all of them. */
    private final Set<String> gone = new HashSet<>();

    private final DistanceHistory history = new DistanceHistory(HISTORY);
    private final EventCounts counts = new EventCounts();
    private final Bounded<String, Evidence> evidence = new Bounded<>(EVIDENCE);
    private final WindowBudget budget;
    private long known;
    private boolean live;
    private boolean truncated;

    /**
     * @param forget asked to forget runs that have expired
     * @param staleAlerts takes the alarms of silence, firing and resolved, which no topic holds
     */
    public ReadModel(
            InstantSource clock, Expiry expiry, Limits limits, ExpirySink forget, Consumer<ChangeEvent> staleAlerts) {
        this.clock = clock;
        this.expiry = expiry;
        this.limits = limits;
        this.forget = forget;
        this.staleAlerts = staleAlerts;
        this.budget = new WindowBudget(limits.windowBytes());
    }

    /** Tells {@code listener} what is new from now on, once the model is live; it must not block. */
    public void listen(Consumer<Update> listener) {
        listeners.add(listener);
    }

    /** What has come so far was the past; what comes from now on is news, told to listeners and counted. */
    public synchronized void goLive() {
        live = true;
    }

    /** Says that older spectra exist than the model was given. */
    public synchronized void historyTruncated() {
        truncated = true;
    }

    /** A newer state of a run, or null for a run that is forgotten; {@code timestamp} is that of its record. */
    public synchronized void run(String key, @Nullable RunState state, long timestamp) {
        if (state == null) {
            remove(key);
            return;
        }
        RunEntry entry = entry(key);
        entry.update(state, timestamp);
        if (!expiry.isStale(entry, clock.millis())) {
            resolveStale(entry);
        }
        tellRun(entry);
    }

    public synchronized void spectrum(WindowSpectrum window) {
        RunEntry entry = entry(window.run());
        entry.add(window).ifPresent(budget::remove);
        budget.add(window);
        for (Optional<WindowSpectrum> out = budget.excess(); out.isPresent(); out = budget.excess()) {
            WindowSpectrum oldest = out.get();
            Optional.ofNullable(runs.get(oldest.run())).ifPresent(e -> e.drop(oldest));
        }
        tell(Update.spectrum(entry.group(), window));
    }

    public synchronized void distance(SpectrumDistance distance) {
        group(distance.group()).add(distance);
        history.add(distance);
        tell(Update.distance(distance));
    }

    /** A first or newer version of an alert or note. */
    public synchronized void event(ChangeEvent told) {
        Evidence its = told.evidence();
        if (its != null) {
            evidence.renew(told.id(), its);
        }
        ChangeEvent event = told.withEvidence(null);
        boolean isNew = event.run() == null
                ? group(event.group()).add(event)
                : entry(event.run()).add(event);
        if (isNew && live) {
            counts.count(event);
        }
        tell(Update.event(event));
    }

    /** Looks at the clock: raises alarms of silence, asks to forget what has expired. To be called about every second. */
    public void sweep() {
        List<RunState> due = sweepAt(clock.millis());
        due.forEach(run -> forget.expire(run.run(), run.incarnation(), run.lastStep() == null ? 0 : run.lastStep()));
    }

    private synchronized List<RunState> sweepAt(long now) {
        dropStrangers(now);
        forgetDistances();
        List<RunState> due = new ArrayList<>();
        for (RunEntry entry : runs.values()) {
            entry.state().ifPresent(state -> {
                judge(entry, state, now);
                if (expiry.isDue(entry, now) && entry.asksExpiry(now, ASK_AGAIN.toMillis())) {
                    due.add(state);
                }
            });
        }
        Crowd.excess(runs.values(), limits.runs(), expiry, now).stream()
                .filter(entry -> entry.asksExpiry(now, ASK_AGAIN.toMillis()))
                .forEach(entry -> entry.state().ifPresent(due::add));
        Set<String> inUse = runs.values().stream().map(RunEntry::group).collect(Collectors.toSet());
        groups.keySet().retainAll(inUse);
        return due;
    }

    /** Runs of which results came long ago, and never a state. */
    private void dropStrangers(long now) {
        List<RunEntry> strangers = runs.values().stream()
                .filter(e -> e.isStranger() && now - e.heard() > STRANGER.toMillis())
                .toList();
        strangers.stream().flatMap(RunEntry::windows).forEach(budget::remove);
        runs.values().removeAll(strangers);
    }

    private void forgetDistances() {
        if (!gone.isEmpty()) {
            history.forget(gone);
            gone.clear();
        }
    }

    private void judge(RunEntry entry, RunState state, long now) {
        boolean stale = expiry.isStale(entry, now);
        if (stale && !expiry.isDue(entry, now) && entry.staleAlert().isEmpty()) {
            ChangeEvent found = Staleness.alert(state, Duration.ofMillis(now - entry.heard()), expiry.stale());
            // What a person said of it stands on the topic, also for a model that was started anew.
            ChangeEvent alert =
                    entry.event(found.id()).filter(ChangeEvent::isFiring).orElse(found);
            entry.staleAlert(alert);
            raise(alert);
        }
        if (entry.turnsTo(shown(entry, state).state())) {
            tell(Update.run(shown(entry, state)));
        }
    }

    @Override
    public synchronized List<RunState> runs() {
        return states(e -> true).sorted(Comparator.comparing(RunState::run)).toList();
    }

    @Override
    public synchronized Optional<RunState> run(String run) {
        return Optional.ofNullable(runs.get(run)).flatMap(e -> e.state().map(s -> shown(e, s)));
    }

    @Override
    public synchronized Optional<String> firstPreset(String run, long incarnation, String observable) {
        return Optional.ofNullable(runs.get(run)).flatMap(e -> e.firstPreset(incarnation, observable));
    }

    @Override
    public synchronized Selection spectra(SpectraQuery query) {
        RunEntry entry = runs.get(query.run());
        return entry == null
                ? new Selection(List.of(), !truncated)
                : new Selection(entry.matching(query), !truncated && !entry.hasDropped() || entry.reachesBefore(query));
    }

    @Override
    public synchronized Map<String, List<double[]>> scalars(String run) {
        RunEntry entry = runs.get(run);
        return entry == null ? Map.of() : entry.scalars();
    }

    @Override
    public synchronized List<ChangeEvent> events(String run) {
        RunEntry entry = runs.get(run);
        return entry == null ? List.of() : entry.events().sorted(BY_STEP).toList();
    }

    @Override
    public synchronized Optional<AlertView> alert(String id) {
        return runs.values().stream()
                .flatMap(run -> run.event(id).map(e -> run.view(e, evidence.get(id))).stream())
                .findFirst()
                .or(() -> groups.values().stream()
                        .flatMap(group -> group.event(id).stream())
                        .map(e -> new AlertView(e, evidence.get(id), null, null))
                        .findFirst());
    }

    /** What fires now, of the runs whose series are shown and of their groups. */
    public synchronized List<ChangeEvent> firing() {
        List<RunMetrics> shown = metrics().runs();
        Stream<ChangeEvent> ofGroups = shown.stream()
                .map(run -> run.state().group())
                .distinct()
                .flatMap(group -> group(group).events())
                .filter(ChangeEvent::isFiring);
        return Stream.concat(ofGroups, shown.stream().flatMap(run -> run.alerts().stream()))
                .toList();
    }

    @Override
    public synchronized Optional<List<ChangeEvent>> groupEvents(String group) {
        Stream<ChangeEvent> ofRuns =
                runs.values().stream().filter(e -> e.group().equals(group)).flatMap(RunEntry::events);
        return ifKnown(
                group,
                () -> Stream.concat(group(group).events(), ofRuns)
                        .sorted(BY_STEP)
                        .toList());
    }

    @Override
    public synchronized Optional<List<SpectrumDistance>> groupDistances(String group) {
        return ifKnown(
                group,
                () -> group(group).distances().filter(this::isOfKnownRuns).toList());
    }

    @Override
    public synchronized Optional<List<SpectrumDistance>> distanceHistory(String group) {
        return ifKnown(
                group, () -> history.of(group).filter(this::isOfKnownRuns).toList());
    }

    @Override
    public synchronized MetricsView metrics() {
        long now = clock.millis();
        List<RunMetrics> visible = runs.values().stream()
                .filter(e -> !e.isStranger() && expiry.hasSeries(e, now))
                .sorted(Crowd.shownFirst(expiry, now))
                .flatMap(e -> e.state().map(s -> metricsOf(e, shown(e, s))).stream())
                .toList();
        List<SpectrumDistance> distances = groups.values().stream()
                .flatMap(GroupEntry::distances)
                .filter(this::isOfKnownRuns)
                .toList();
        return new MetricsView(visible, distances, counts.copy());
    }

    private static RunMetrics metricsOf(RunEntry entry, RunState state) {
        String preset = state.observables().stream()
                .flatMap(o -> entry.firstPreset(state.incarnation(), o.name()).stream())
                .findFirst()
                .orElse("");
        List<WindowSpectrum> windows = state.observables().stream()
                .flatMap(o -> entry.newestFull(state.incarnation(), o.name(), preset))
                .toList();
        List<ChangeEvent> alerts = entry.events()
                .filter(e ->
                        e.isFiring() && (e.incarnation() == state.incarnation() || e.incarnation() == BETWEEN_RUNS))
                .toList();
        return new RunMetrics(state, preset, windows, alerts);
    }

    private Stream<RunState> states(Predicate<RunEntry> which) {
        return runs.values().stream().filter(which).flatMap(e -> e.state().map(s -> shown(e, s)).stream());
    }

    private RunState shown(RunEntry entry, RunState state) {
        return Staleness.shown(state, expiry.isStale(entry, clock.millis()));
    }

    private <T> Optional<T> ifKnown(String group, Supplier<T> view) {
        boolean known = states(e -> e.group().equals(group)).findAny().isPresent();
        return known ? Optional.of(view.get()) : Optional.empty();
    }

    private boolean isOfKnownRuns(SpectrumDistance d) {
        return isKnownOrNone(d.run()) && isKnownOrNone(d.other());
    }

    private boolean isKnownOrNone(@Nullable String run) {
        return run == null || runs.containsKey(run) && !runs.get(run).isStranger();
    }

    private void remove(String run) {
        RunEntry entry = runs.get(run);
        if (entry == null) {
            return;
        }
        resolveStale(entry);
        runs.remove(run);
        entry.windows().forEach(budget::remove);
        gone.add(run);
        groups.values().forEach(g -> g.forget(run));
        evidence.keySet().removeIf(id -> id.startsWith(run + "/"));
        tell(Update.removed(run, entry.group()));
    }

    private void resolveStale(RunEntry entry) {
        entry.staleAlert().map(ChangeEvent::resolved).ifPresent(resolved -> {
            entry.staleAlert(null);
            raise(resolved);
        });
    }

    private void raise(ChangeEvent alert) {
        event(alert);
        staleAlerts.accept(alert);
    }

    private void tellRun(RunEntry entry) {
        entry.state().map(s -> shown(entry, s)).ifPresent(s -> {
            entry.turnsTo(s.state());
            tell(Update.run(s));
        });
    }

    private void tell(Update update) {
        if (live) {
            listeners.forEach(l -> l.accept(update));
        }
    }

    private RunEntry entry(String run) {
        gone.remove(run); // it has come back
        return runs.computeIfAbsent(run, r -> new RunEntry(limits, clock.millis(), known++));
    }

    private GroupEntry group(String group) {
        return groups.computeIfAbsent(group, g -> new GroupEntry(limits));
    }
}
