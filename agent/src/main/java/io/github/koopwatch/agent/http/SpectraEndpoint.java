/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.readmodel.History;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.agent.readmodel.Selection;
import io.github.koopwatch.agent.readmodel.SpectraQuery;
import io.github.koopwatch.agent.readmodel.WindowKey;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A run's windows, ascending, page by page. Those that memory no longer holds are read back when {@code from} asks for them. */
final class SpectraEndpoint {
    private static final int DEFAULT_LIMIT = 5_000;
    private static final int GREATEST_LIMIT = 50_000;
    /** Windows read beyond a page: two may share the first step of the page before, one tells that there is a next page. */
    private static final int SPARE = 3;

    private final ReadModel model;
    private final History history;

    SpectraEndpoint(ReadModel model, History history) {
        this.model = model;
        this.history = history;
    }

    Answer answer(Ask ask, RunState run) {
        ask.allowsOnly("from", "to", "observable", "incarnation", "preset", "limit", "after");
        int limit = (int) ask.number("limit", 1, GREATEST_LIMIT).orElse(DEFAULT_LIMIT);
        Optional<WindowKey> after =
                Optional.ofNullable(ask.query().get("after")).map(SpectraEndpoint::key);
        boolean asksForOld = ask.query().containsKey("from") || after.isPresent();
        Optional<SpectraQuery> query = query(ask, run, after);
        List<WindowSpectrum> found = query.isEmpty()
                ? List.of()
                : windows(query.get(), asksForOld, limit).stream()
                        .filter(w -> after.isEmpty() || WindowKey.of(w).compareTo(after.get()) > 0)
                        .limit(limit + 1L)
                        .toList();
        if (query.isEmpty() || found.size() <= limit) {
            return Answer.json(found);
        }
        List<WindowSpectrum> page = found.subList(0, limit);
        return Answer.json(page).with("Link", next(query.get(), WindowKey.of(page.get(limit - 1)), limit));
    }

    /** Empty while the run has no observable or no analysis to ask about. */
    private Optional<SpectraQuery> query(Ask ask, RunState run, Optional<WindowKey> after) {
        long incarnation = ask.number("incarnation", 0, Long.MAX_VALUE).orElse(run.incarnation());
        long from = ask.number("from", Long.MIN_VALUE, Long.MAX_VALUE).orElse(Long.MIN_VALUE);
        long to = ask.number("to", Long.MIN_VALUE, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
        Optional<String> preset = ask.key("preset");
        return ask.key("observable")
                .or(() -> run.observables().stream()
                        .map(RunState.ObservableState::name)
                        .findFirst())
                .flatMap(observable -> preset.or(() -> model.firstPreset(run.run(), incarnation, observable))
                        .map(p -> new SpectraQuery(
                                run.run(),
                                incarnation,
                                observable,
                                p,
                                after.map(a -> Math.max(from, a.firstStep())).orElse(from),
                                to)));
    }

    private Collection<WindowSpectrum> windows(SpectraQuery query, boolean asksForOld, int limit) {
        Selection held = model.spectra(query);
        if (held.complete() || !asksForOld) {
            return held.windows();
        }
        List<WindowSpectrum> old = older(query, limit + SPARE);
        TreeMap<WindowKey, WindowSpectrum> all = new TreeMap<>();
        old.forEach(w -> all.put(WindowKey.of(w), w));
        // Where the past goes on beyond what was read, what is in memory does not follow on it yet.
        boolean goesOn = old.size() == limit + SPARE;
        held.windows().stream()
                .filter(w -> !goesOn || WindowKey.of(w).compareTo(all.lastKey()) < 0)
                .forEach(w -> all.put(WindowKey.of(w), w));
        return all.values();
    }

    private List<WindowSpectrum> older(SpectraQuery query, int limit) {
        try {
            return history.read(query, limit);
        } catch (History.Unavailable e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        }
    }

    private static WindowKey key(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw Problem.badQuery("after", "FIRST.LAST, two steps", RunKey.shown(text));
        }
        return new WindowKey(
                Ask.parse("after", text.substring(0, dot), Long.MIN_VALUE, Long.MAX_VALUE),
                Ask.parse("after", text.substring(dot + 1), Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static String next(SpectraQuery q, WindowKey last, int limit) {
        StringBuilder link = new StringBuilder("</api/v1/runs/" + q.run() + "/spectra?observable=" + q.observable()
                + "&incarnation=" + q.incarnation() + "&preset=" + q.preset());
        if (q.to() != Long.MAX_VALUE) {
            link.append("&to=").append(q.to());
        }
        return link.append("&limit=" + limit + "&after=" + last + ">; rel=\"next\"")
                .toString();
    }
}
