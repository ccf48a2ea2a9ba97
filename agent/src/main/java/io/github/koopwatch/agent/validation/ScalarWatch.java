/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import io.github.koopwatch.agent.offline.RowReader;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.detect.ChangeDetector;
import io.github.koopwatch.koopman.detect.ChannelValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The product's detector on one number per step, as a comparison: the number takes the place of the update energy, and the
 * other channels say nothing.
 */
final class ScalarWatch {
    private static final double LEAST = 1e-30;
    /** Well above the rounding floor: a number does not stop. */
    private static final double MOVING = 10;

    private ScalarWatch() {}

    /** ln of the loss; [T]. */
    static double[] loss(Trajectory x) {
        double[] loss = x.scalars().getOrDefault("loss", new double[x.rows()]);
        return Arrays.stream(loss).map(v -> Math.log(Math.max(LEAST, v))).toArray();
    }

    /** ln of the length of the weights, or of their sketch; [T]. */
    static double[] norm(Trajectory x) {
        RowReader reader = x.reader(0);
        return IntStream.range(0, x.rows())
                .mapToDouble(t -> square(reader.row(t)))
                .map(v -> Math.log(Math.max(LEAST, v)) / 2)
                .toArray();
    }

    private static double square(float[] row) {
        double sum = 0;
        for (float value : row) {
            sum += (double) value * value;
        }
        return sum;
    }

    /** From the row on at which the engine's channels begin. */
    static List<Alarm> alarms(Trajectory x, double[] series) {
        ChangeDetector detector = new ChangeDetector(0);
        List<Change> changes = new ArrayList<>();
        for (int t = 2; t < series.length; t++) {
            changes.addAll(detector.observe(x.step(t), values(series[t])));
        }
        return changes.stream()
                .filter(change -> change.state() == Change.State.FIRING)
                .mapToLong(Change::step)
                .distinct()
                .mapToObj(step -> new Alarm(step, step, "RegimeShift", "unknown", true, false))
                .toList();
    }

    private static ChannelValues values(double value) {
        return new ChannelValues(value, 0, Double.NaN, 0, 0, new double[0], MOVING, new double[0]);
    }
}
