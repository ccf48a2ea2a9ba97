/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects points of gauges; one set of labels stands once, or the whole scrape would be refused. */
final class Gauges {
    private final Map<RunFamily, Map<Labels, GaugeDataPointSnapshot>> families = new EnumMap<>(RunFamily.class);

    /** A value that is not a number is no point; of two points with the same labels the later one stays. */
    void set(RunFamily family, Labels labels, double value) {
        if (!Double.isNaN(value)) {
            GaugeDataPointSnapshot point = new GaugeDataPointSnapshot(value, labels, null);
            families.computeIfAbsent(family, f -> new LinkedHashMap<>()).put(labels, point);
        }
    }

    void set(RunFamily family, Labels labels, @Nullable Long value, double scale) {
        if (value != null) {
            set(family, labels, value * scale);
        }
    }

    /** Points so far. */
    int size() {
        return families.values().stream().mapToInt(Map::size).sum();
    }

    List<GaugeSnapshot> snapshots() {
        return families.entrySet().stream()
                .map(f -> new GaugeSnapshot(
                        new MetricMetadata(f.getKey().metric(), f.getKey().help()),
                        f.getValue().values()))
                .toList();
    }
}
