/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Refused;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One run to publish, the same for the same seed: a noisy contraction whose steps grow by half after two thirds, so that
 * detectors have something to find. Row t is step t, with a loss logged beside it.
 *
 * @param bad row that holds a NaN, which the door refuses; -1 for none
 */
record Training(String run, String group, String arm, boolean baseline, long seed, int rows, int dimension, int bad) {
    static final String OBSERVABLE = "weights";
    /** The incarnation of every run. */
    static final long BORN = 1_700_000_000_000L;

    private static final int WINDOW = 40;
    private static final int HOP = 5;

    RunStart start() {
        return RunStart.newBuilder()
                .setRun(run)
                .setGroup(group)
                .setArm(arm)
                .setBaseline(baseline)
                .addObservables(Observable.newBuilder().setName(OBSERVABLE).setDimension(dimension))
                .addAnalyses(Analysis.newBuilder()
                        .setPreset("monitor")
                        .setWindow(WINDOW)
                        .setHop(HOP))
                .build();
    }

    float[][] values() {
        Random random = new Random(seed);
        float[][] x = new float[rows][dimension];
        for (int t = 1; t < rows; t++) {
            double noise = t < rows * 2 / 3 ? 0.1 : 0.15;
            for (int j = 0; j < dimension; j++) {
                double decay = 0.9 + 0.09 * j / dimension;
                x[t][j] = (float) (decay * x[t - 1][j] + 0.01 + noise * random.nextGaussian());
            }
        }
        if (bad >= 0) {
            x[bad][0] = Float.NaN;
        }
        return x;
    }

    static Map<String, Double> scalars(int row) {
        return Map.of("loss", 1 / (1.0 + row));
    }

    Record startRecord() {
        return Record.newBuilder().setIncarnation(BORN).setStart(start()).build();
    }

    /** What the snapshots topic holds of a row. */
    List<Record> records(int row, float[] values) {
        Record.Builder first = Record.newBuilder().setIncarnation(BORN);
        if (row == bad) {
            first.setRefused(
                    Refused.newBuilder().setObservable(OBSERVABLE).setStep(row).setReason(Reason.REASON_NOT_FINITE));
        } else {
            first.setSnapshot(
                    Snapshot.newBuilder().setObservable(OBSERVABLE).setStep(row).setValues(Float32.bytes(values)));
        }
        Record.Builder second = Record.newBuilder()
                .setIncarnation(BORN)
                .setScalars(Scalars.newBuilder().setStep(row).putAllValues(scalars(row)));
        return List.of(first.build(), second.build());
    }

    static Record endRecord() {
        return Record.newBuilder()
                .setIncarnation(BORN)
                .setEnd(RunEnd.getDefaultInstance())
                .build();
    }
}
