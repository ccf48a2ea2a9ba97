/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times of one kind, quiet and beside a flood. Safe for use by several threads. */
public final class Latencies {
    private final List<Long> quiet = new ArrayList<>();
    private final List<Long> flooded = new ArrayList<>();

    synchronized void add(boolean flood, long nanos) {
        (flood ? flooded : quiet).add(nanos);
    }

    /** Milliseconds that this share of the times does not exceed; NaN without any. */
    private static double quantile(List<Long> times, double share) {
        if (times.isEmpty()) {
            return Double.NaN;
        }
        List<Long> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(Math.ceil(share * sorted.size()) - 1))) / 1e6;
    }

    /** Begins anew. */
    synchronized void clear() {
        quiet.clear();
        flooded.clear();
    }

    synchronized Found found() {
        return new Found(
                quiet.size(),
                flooded.size(),
                quantile(quiet, 0.5),
                quantile(flooded, 0.5),
                quantile(quiet, 0.99),
                quantile(flooded, 0.99));
    }

    /** Medians and 99th percentiles in milliseconds, with the number of times that each rests on. */
    public record Found(
            int quietSamples, int floodSamples, double quietP50, double floodP50, double quietP99, double floodP99) {
        /** How many times longer the slowest hundredth took beside the flood. */
        public double ratio() {
            return floodP99 / quietP99;
        }

        public double medianRatio() {
            return floodP50 / quietP50;
        }
    }
}
