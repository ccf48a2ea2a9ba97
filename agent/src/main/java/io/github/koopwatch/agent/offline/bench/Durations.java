/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/** Times of one kind, from any number of threads, to three digits in bounded memory. */
public final class Durations {
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 3;

    private final ConcurrentHistogram histogram = new ConcurrentHistogram(LONGEST, DIGITS);

    /** Longer than ten minutes counts as ten minutes. */
    public void add(long nanos) {
        histogram.recordValue(Math.max(0, Math.min(LONGEST, nanos)));
    }

    /** Begins anew. */
    public void clear() {
        histogram.reset();
    }

    /** What was seen since the last {@link #clear}. */
    public Found found() {
        return new Found(histogram.getTotalCount(), ms(0.5), ms(0.99), ms(0.999), histogram.getMaxValue() / 1e6);
    }

    private double ms(double share) {
        return histogram.getTotalCount() == 0 ? Double.NaN : histogram.getValueAtPercentile(100 * share) / 1e6;
    }

    /** Milliseconds that half, 99 % and 99.9 % of the times do not exceed, and the longest. */
    public record Found(long samples, double p50Ms, double p99Ms, double p999Ms, double longestMs) {}
}
