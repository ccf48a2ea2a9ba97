/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.agent.picture.Series;
import io.github.koopwatch.contract.result.RunState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run logged, over its steps. A run's record tells the newest value of each name and the newest step, so a value
 * stands at the last step at which it was the newest; logged just before its snapshot, it stands one step early at most.
 * Not thread-safe.
 */
final class ScalarHistory {
    /** Points of a name, so that 200 runs of two scalars need about 20 MB. */
    private static final int POINTS = 1024;

    private final Map<String, Curve> curves = new LinkedHashMap<>();
    private long incarnation = Long.MIN_VALUE;

    /** The newest value may still be overwritten at its step. */
    private static final class Curve {
        private final Series past = new Series(POINTS);
        private long step;
        private double value;

        Curve(long step, double value) {
            this.step = step;
            this.value = value;
        }

        void put(long newStep, double newValue) {
            if (newStep > step) {
                past.add(step, value);
                step = newStep;
            }
            value = newValue;
        }

        List<double[]> points() {
            List<double[]> points = past.points();
            points.add(new double[] {step, value});
            return points;
        }
    }

    /** Takes a newer state of the run; that of another incarnation begins anew. */
    void add(RunState state) {
        if (state.incarnation() != incarnation) {
            curves.clear();
            incarnation = state.incarnation();
        }
        long step = state.lastStep() == null ? 0 : state.lastStep();
        state.scalars().forEach((name, value) -> put(name, step, value));
    }

    private void put(String name, long step, double value) {
        Curve known = curves.get(name);
        if (known == null) {
            curves.put(name, new Curve(step, value));
        } else {
            known.put(step, value);
        }
    }

    /** Name → [step, value], steps rising. */
    Map<String, List<double[]>> points() {
        Map<String, List<double[]>> points = new LinkedHashMap<>();
        curves.forEach((name, curve) -> points.put(name, curve.points()));
        return points;
    }
}
