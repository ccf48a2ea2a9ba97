/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.readmodel.History;
import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.agent.readmodel.Selection;
import io.github.koopwatch.agent.readmodel.SpectraQuery;
import io.github.koopwatch.agent.readmodel.WindowKey;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A run's windows, ascending, page by page. Those that memory no longer holds are read back when {@code from} asks for them. */
final class SpectraEndpoint {
    private static final int DEFAULT_LIMIT = 5_000;
    private static final int GREATEST_LIMIT = 50_000;
    /** Windows read beyond a page: two may share the first step of the page before, one tells that there is a next page. */
    private static final int SPARE = 3;

    private final RunView model;
    private final WantedWindows wanted;
    private final History history;

    SpectraEndpoint(RunView model, History history) {
        this.model = model;
        this.wanted = new WantedWindows(model);
        this.history = history;
    }

    Answer answer(Ask ask, RunState run) {
        ask.allowsOnly("from", "to", "observable", "incarnation", "preset", "limit", "after");
        int limit = (int) ask.number("limit", 1, GREATEST_LIMIT).orElse(DEFAULT_LIMIT);
        Optional<WindowKey> after =
                Optional.ofNullable(ask.query().get("after")).map(SpectraEndpoint::key);
        boolean asksForOld = ask.query().containsKey("from") || after.isPresent();
        return wanted.of(ask, run)
                .map(query -> after.map(a -> query.from(a.firstStep())).orElse(query))
                .map(query -> page(query, after, asksForOld, limit))
                .orElseGet(() -> Answer.json(List.of()));
    }

    private Answer.Document page(SpectraQuery query, Optional<WindowKey> after, boolean asksForOld, int limit) {
        Selection found = find(query, asksForOld, limit);
        List<WindowSpectrum> rest = found.windows().stream()
                .filter(w -> after.isEmpty() || WindowKey.of(w).compareTo(after.get()) > 0)
                .limit(limit + 1L)
                .toList();
        List<WindowSpectrum> page = rest.subList(0, Math.min(limit, rest.size()));
        List<String> links = new ArrayList<>();
        if (rest.size() > limit) {
            links.add(next(query, WindowKey.of(page.get(limit - 1)), limit));
        }
        if (!found.complete()) {
            links.add(previous(query, page.isEmpty() ? query.to() : page.get(0).lastStep() - 1, limit));
        }
        Answer.Document answer = Answer.json(page);
        return links.isEmpty() ? answer : answer.with("Link", String.join(", ", links));
    }

    private Selection find(SpectraQuery query, boolean asksForOld, int limit) {
        Selection held = model.spectra(query);
        return held.complete() || !asksForOld ? held : withOlder(held.windows(), older(query, limit + SPARE), limit);
    }

    private static Selection withOlder(List<WindowSpectrum> held, List<WindowSpectrum> old, int limit) {
        TreeMap<WindowKey, WindowSpectrum> all = new TreeMap<>();
        old.forEach(w -> all.put(WindowKey.of(w), w));
        // Where the past goes on beyond what was read, what is in memory does not follow on it yet.
        boolean goesOn = old.size() == limit + SPARE;
        held.stream()
                .filter(w -> !goesOn || WindowKey.of(w).compareTo(all.lastKey()) < 0)
                .forEach(w -> all.put(WindowKey.of(w), w));
        return new Selection(List.copyOf(all.values()), true);
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
        String to = q.to() == Long.MAX_VALUE ? "" : "&to=" + q.to();
        return link(q, to + "&limit=" + limit + "&after=" + last, "next");
    }

    /** To the windows that memory may lack: the oldest of them first. */
    private static String previous(SpectraQuery q, long to, int limit) {
        return link(q, "&from=" + Long.MIN_VALUE + "&to=" + to + "&limit=" + limit, "prev");
    }

    private static String link(SpectraQuery q, String bounds, String relation) {
        return "</api/v1/runs/" + q.run() + "/spectra?observable=" + q.observable() + "&incarnation=" + q.incarnation()
                + "&preset=" + q.preset() + bounds + ">; rel=\"" + relation + "\"";
    }
}
