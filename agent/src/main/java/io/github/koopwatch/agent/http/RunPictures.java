/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.picture.Series;
import io.github.koopwatch.agent.picture.WindowHeat;
import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.agent.readmodel.SpectraQuery;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run in as many points as a picture has room for, from the windows and scalars that memory holds. */
final class RunPictures {
    private static final int DEFAULT_POINTS = 1_000;
    private static final int MOST_POINTS = 5_000;
    private static final int DEFAULT_WINDOWS = 60;
    private static final int MOST_WINDOWS = 120;

    private final RunView model;
    private final WantedWindows wanted;

    /** One figure over steps. */
    record Column(long[] steps, double[] values) {
        static Column of(List<double[]> points) {
            return new Column(
                    points.stream().mapToLong(p -> (long) p[0]).toArray(),
                    points.stream().mapToDouble(p -> p[1]).toArray());
        }
    }

    RunPictures(RunView model) {
        this.model = model;
        this.wanted = new WantedWindows(model);
    }

    /** Figures over steps; of each stretch the lowest and the highest value stay. */
    Answer series(Ask ask, RunState run) {
        ask.allowsOnly("fields", "points", "from", "to", "observable", "incarnation", "preset");
        int points = (int) ask.number("points", 4, MOST_POINTS).orElse(DEFAULT_POINTS);
        List<String> fields = WindowFields.parse(ask.query().get("fields"));
        Optional<SpectraQuery> query = wanted.of(ask, run);
        List<WindowSpectrum> windows =
                query.map(q -> model.spectra(q).windows()).orElse(List.of());
        Map<String, Column> columns = new LinkedHashMap<>();
        WindowFields.columns(fields, windows).forEach((name, all) -> columns.put(name, thinned(all, points)));
        scalars(run, fields, query).forEach((name, all) -> columns.put(name, thinned(all, points)));
        Map<String, Object> answer = about(run, query);
        answer.put("columns", columns);
        return Answer.json(answer);
    }

    /** Scalars are kept of the newest incarnation alone. */
    private Map<String, List<double[]>> scalars(RunState run, List<String> fields, Optional<SpectraQuery> query) {
        Map<String, List<double[]>> found = new LinkedHashMap<>();
        if (query.isPresent() && query.get().incarnation() != run.incarnation()) {
            return found;
        }
        long from = query.map(SpectraQuery::from).orElse(Long.MIN_VALUE);
        long to = query.map(SpectraQuery::to).orElse(Long.MAX_VALUE);
        model.scalars(run.run()).forEach((name, points) -> {
            if (WindowFields.wantsScalar(fields, name)) {
                found.put(
                        WindowFields.SCALAR + name,
                        points.stream().filter(p -> p[0] >= from && p[0] <= to).toList());
            }
        });
        return found;
    }

    private static Column thinned(List<double[]> all, int points) {
        Series series = new Series(points);
        all.forEach(p -> series.add(p[0], p[1]));
        return Column.of(series.points());
    }

    /** W1 of every pair of windows that have no row in common, evenly thinned. */
    Answer distances(Ask ask, RunState run) {
        ask.allowsOnly("windows", "from", "to", "observable", "incarnation", "preset");
        int most = (int) ask.number("windows", 2, MOST_WINDOWS).orElse(DEFAULT_WINDOWS);
        Optional<SpectraQuery> query = wanted.of(ask, run);
        WindowHeat heat =
                WindowHeat.of(query.map(q -> model.spectra(q).windows()).orElse(List.of()), most);
        Map<String, Object> answer = about(run, query);
        answer.put("steps", heat.steps());
        answer.put("w1", heat.w1());
        answer.put("of", heat.of());
        return Answer.json(answer);
    }

    private static Map<String, Object> about(RunState run, Optional<SpectraQuery> query) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("run", run.run());
        about.put("observable", query.map(SpectraQuery::observable).orElse(null));
        about.put("preset", query.map(SpectraQuery::preset).orElse(null));
        about.put("incarnation", query.map(SpectraQuery::incarnation).orElse(run.incarnation()));
        return about;
    }
}
