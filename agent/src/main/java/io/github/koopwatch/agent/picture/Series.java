/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.picture;

import java.util.ArrayList;
import java.util.List;

/**
 * A curve of any length in bounded memory: of each bucket of neighbouring points the lowest and the highest are kept, so
 * that no spike is lost. Buckets are merged by two whenever there are too many.
 */
public final class Series {
    private static final int MOST_BUCKETS = 1024;

    private final int mostBuckets;
    private final List<Bucket> buckets = new ArrayList<>();
    private long perBucket = 1;
    private long inLast;

    /** At most 2,048 points. */
    public Series() {
        this(2 * MOST_BUCKETS);
    }

    /** @param mostPoints at least 4 */
    public Series(int mostPoints) {
        if (mostPoints < 4) {
            throw new IllegalArgumentException("mostPoints: expected at least 4, got " + mostPoints);
        }
        this.mostBuckets = mostPoints / 4 * 2;
    }

    /** A bucket without a finite value has both points at NaN. */
    private record Bucket(double[] low, double[] high) {
        Bucket with(Bucket other) {
            if (Double.isNaN(low[1]) || Double.isNaN(other.low[1])) {
                return Double.isNaN(low[1]) ? other : this;
            }
            return new Bucket(other.low[1] < low[1] ? other.low : low, other.high[1] > high[1] ? other.high : high);
        }
    }

    /** Appends a point; x must not fall. A y that is not finite is a gap, unless it has a finite neighbour in its bucket. */
    public void add(double x, double y) {
        double[] point = {x, Double.isFinite(y) ? y : Double.NaN};
        Bucket one = new Bucket(point, point);
        if (inLast < perBucket && !buckets.isEmpty()) {
            buckets.set(buckets.size() - 1, buckets.get(buckets.size() - 1).with(one));
            inLast++;
            return;
        }
        if (buckets.size() == mostBuckets) {
            halve();
        }
        buckets.add(one);
        inLast = 1;
    }

    private void halve() {
        for (int i = 0; i < mostBuckets / 2; i++) {
            buckets.set(i, buckets.get(2 * i).with(buckets.get(2 * i + 1)));
        }
        buckets.subList(mostBuckets / 2, mostBuckets).clear();
        perBucket *= 2;
    }

    /** Whether some point has a finite value. */
    public boolean hasValues() {
        return buckets.stream().anyMatch(bucket -> !Double.isNaN(bucket.low()[1]));
    }

    /** [x, y] with rising x, no more than were asked for. */
    public List<double[]> points() {
        List<double[]> points = new ArrayList<>();
        for (Bucket bucket : buckets) {
            boolean rising = bucket.low()[0] <= bucket.high()[0];
            points.add(rising ? bucket.low() : bucket.high());
            if (bucket.low()[0] != bucket.high()[0]) {
                points.add(rising ? bucket.high() : bucket.low());
            }
        }
        return points;
    }
}
