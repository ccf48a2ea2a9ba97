/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.groups;

import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.agent.readmodel.SpectraQuery;
import io.github.koopwatch.contract.result.GroupDocument.LeftOut;
import io.github.koopwatch.contract.result.GroupDocument.Matrix;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Matrices of groups, from the windows in memory. A matrix is kept until other windows are shared. */
final class Matrices {
    /** Distances grow with the square: 64 runs have 2,016 in each window. */
    static final int MOST_RUNS = 64;

    private static final int MOST_KEPT = 64;

    private record Asked(String group, String observable, String preset) {}

    private record Kept(List<List<WindowSpectrum>> windows, double sampling, Matrix matrix) {}

    /** A matrix, if any two runs can be compared, and the runs that are not in it. */
    record Result(@Nullable Matrix matrix, List<LeftOut> leftOut) {}

    private final RunView model;
    private final Map<Asked, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Kept> eldest) {
            return size() > MOST_KEPT;
        }
    };

    Matrices(RunView model) {
        this.model = model;
    }

    Result of(String group, List<RunState> runs, Series series) {
        List<Track> tracks = runs.stream().map(run -> track(run, series)).toList();
        List<Track> taken = tracks.stream()
                .filter(t -> t.newest().isPresent())
                .limit(MOST_RUNS)
                .toList();
        Optional<SharedWindows> shared = SharedWindows.of(taken);
        return new Result(
                shared.map(s -> matrix(new Asked(group, series.observable(), series.preset()), s))
                        .orElse(null),
                leftOut(tracks, taken, shared));
    }

    private Track track(RunState run, Series series) {
        SpectraQuery query = new SpectraQuery(
                run.run(), run.incarnation(), series.observable(), series.preset(), Long.MIN_VALUE, Long.MAX_VALUE);
        return Track.of(run, model.spectra(query).windows());
    }

    private synchronized Matrix matrix(Asked asked, SharedWindows shared) {
        double sampling = sampling(asked);
        Kept known = kept.get(asked);
        if (known != null
                && known.windows().equals(shared.windows())
                && Double.compare(known.sampling(), sampling) == 0) {
            return known.matrix();
        }
        Matrix matrix = MatrixOf.windows(shared, sampling);
        kept.put(asked, new Kept(shared.windows(), sampling, matrix));
        return matrix;
    }

    /** Mean of the newest bootstrap nulls of the group's runs; NaN without any. */
    private double sampling(Asked asked) {
        return model.groupDistances(asked.group()).stream()
                .flatMap(List::stream)
                .filter(d -> d.reference().equals("previous")
                        && d.observable().equals(asked.observable())
                        && d.preset().equals(asked.preset()))
                .mapToDouble(SpectrumDistance::nullW1Mean)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private static List<LeftOut> leftOut(List<Track> tracks, List<Track> taken, Optional<SharedWindows> shared) {
        List<LeftOut> out = new ArrayList<>();
        for (Track track : tracks) {
            if (track.newest().isEmpty()) {
                out.add(new LeftOut(track.run().run(), "no window with a spectrum yet"));
            } else if (!taken.contains(track)) {
                out.add(new LeftOut(track.run().run(), "the matrix takes " + MOST_RUNS + " runs, by name"));
            } else if (shared.isEmpty() || !shared.get().tracks().contains(track)) {
                out.add(new LeftOut(track.run().run(), "no window at the steps that most runs share"));
            }
        }
        return out;
    }
}
