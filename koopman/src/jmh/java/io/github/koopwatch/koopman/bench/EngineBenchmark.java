/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.bench;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.WindowGauges;
import io.github.koopwatch.koopman.inference.BlockBootstrap;
import io.github.koopwatch.koopman.monitor.ObservableMonitor;
import io.github.koopwatch.koopman.monitor.ObservableSettings;
import io.github.koopwatch.koopman.monitor.Slots;
import io.github.koopwatch.koopman.monitor.Update;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one row costs on one thread: mean times, the moved anchor of every window-th append included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls walk()
public class EngineBenchmark {
    private static final int ROWS = 512;
    private static final int HOP = 10;

    @Param({"1024", "4096"})
    public int dimension;

    @Param({"64", "128", "256"})
    public int window;

    @Param({"AFFINE"})
    public Centre centre;

    /** Rows that the ring has seen before. */
    @Param({"1000"})
    public int age;

    private final float[][] rows = new float[ROWS][];
    private RowRing ring;
    private AnalysisSettings settings;
    private ObservableMonitor monitor;

    /** A random walk, run through forwards and backwards. */
    @Setup
    public void walk() {
        Random random = new Random(0);
        double[] x = new double[dimension];
        for (int t = 0; t < ROWS; t++) {
            rows[t] = new float[dimension];
            for (int k = 0; k < dimension; k++) {
                x[k] += random.nextGaussian();
                rows[t][k] = (float) x[k];
            }
        }
        settings = new AnalysisSettings(AnalysisSettings.CUSTOM, window, 1, 0, 10, centre, 1);
        ring = new RowRing(dimension, window);
        for (int i = 0; i < Math.max(age, window); i++) {
            append();
        }
        AnalysisSettings each = new AnalysisSettings(AnalysisSettings.CUSTOM, window, HOP, 0, 10, centre, 1);
        monitor = new ObservableMonitor(new ObservableSettings(dimension, List.of(), 1, 0, List.of(each)), Slots.NONE);
    }

    @Benchmark
    public RowRing append() {
        ring.append(ring.count(), ring.count(), row(ring.count()));
        return ring;
    }

    /** All that the product does with a snapshot: append, channels, every tenth time a window, and once a window the null. */
    @Benchmark
    public Update snapshot() {
        return monitor.append(monitor.count(), row(monitor.count()));
    }

    private float[] row(long index) {
        int turn = (int) (index % (2 * ROWS));
        return rows[Math.min(turn, 2 * ROWS - 1 - turn)];
    }

    @Benchmark
    public DmdResult spectrum() {
        return Dmd.fit(ring, span(), settings);
    }

    @Benchmark
    public WindowGauges gauges() {
        return WindowGauges.of(ring, span(), HOP);
    }

    /** The null of a window: 16 resampled fits and their distances, once per window rows. */
    @Benchmark
    public double bootstrap() {
        return BlockBootstrap.nullW1Mean(ring, span(), settings, 16, 0);
    }

    private Span span() {
        return new Span(ring.oldest(), ring.count(), 1);
    }
}
