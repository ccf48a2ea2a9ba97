/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

import io.github.koopwatch.agent.readmodel.MetricsView;
import io.github.koopwatch.agent.readmodel.RunMetrics;
import io.github.koopwatch.contract.result.RunState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The series of runs, built from the read model at each scrape: what has left the model has left the metrics. Series are
 * bounded: {@value #MOST_RUNS} runs, those that speak before the others and of them the ones known longest, at most 60 series
 * a run and observable, and a number in all. What has no series is counted, and in API and topics.
 */
public final class RunMetricsCollector implements MultiCollector {
    static final int MOST_RUNS = 1000;

    private static final String EVENTS = "koopwatch_events";
    private static final String RUN = "koopwatch_run";

    private final Supplier<MetricsView> view;
    private final int mostSeries;

    /** @param mostSeries of all runs and groups together */
    public RunMetricsCollector(Supplier<MetricsView> view, int mostSeries) {
        this.view = view;
        this.mostSeries = mostSeries;
    }

    @Override
    public MetricSnapshots collect() {
        MetricsView now = view.get();
        List<RunMetrics> runs = shown(now.runs());
        Gauges gauges = new Gauges();
        runs.forEach(run -> RunSeries.add(run, gauges));
        int room = mostSeries - runs.stream().mapToInt(RunSeries::most).sum();
        int pairsLeftOut = new DistanceSeries(runs, room).add(now.distances(), gauges);
        gauges.set(RunFamily.LEFT_OUT, Labels.of("what", "runs"), now.runs().size() - runs.size());
        gauges.set(RunFamily.LEFT_OUT, Labels.of("what", "pairs"), pairsLeftOut);
        List<MetricSnapshot> all = new ArrayList<>(gauges.snapshots());
        all.add(events(now.events()));
        if (!runs.isEmpty()) {
            all.add(infos(runs));
        }
        return new MetricSnapshots(all);
    }

    private List<RunMetrics> shown(List<RunMetrics> all) {
        List<RunMetrics> shown = new ArrayList<>();
        int series = 0;
        for (RunMetrics run : all) {
            series += RunSeries.most(run);
            if (series > mostSeries || shown.size() == MOST_RUNS) {
                break;
            }
            shown.add(run);
        }
        return shown;
    }

    @Override
    public List<String> getPrometheusNames() {
        return Stream.concat(
                        Stream.of(EVENTS, RUN), Stream.of(RunFamily.values()).map(RunFamily::metric))
                .toList();
    }

    private static CounterSnapshot events(Map<String, Long> counts) {
        List<CounterDataPointSnapshot> points = counts.entrySet().stream()
                .map(e -> new CounterDataPointSnapshot(e.getValue(), Labels.of("kind", e.getKey()), null, 0L))
                .toList();
        return new CounterSnapshot(
                new MetricMetadata(EVENTS, "Alerts and notes by kind, counted once each since this process was ready."),
                points);
    }

    private static InfoSnapshot infos(List<RunMetrics> runs) {
        List<InfoDataPointSnapshot> points = runs.stream()
                .map(r -> new InfoDataPointSnapshot(info(r.state())))
                .toList();
        return new InfoSnapshot(
                new MetricMetadata(RUN, "What the run is; join on run to bring group, arm or state to other series."),
                points);
    }

    private static Labels info(RunState s) {
        return Labels.of("run", s.run(), "group", s.group(), "arm", s.arm(), "state", s.state());
    }
}
