/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Live runs: two arms of three, noisy contractions of different speed; the updates of the last one grow tenfold at row
 * {@value #JUMP}, and one more run sends values that are not finite from there on. They go on until they are closed.
 */
final class SimulatedRuns implements AutoCloseable {
    static final String GROUP = "sim";
    static final String JUMPED = "sim-b-3";
    static final String BROKEN = "sim-broken";

    private static final int JUMP = 420;
    private static final int QUICK_UNTIL = 440;
    private static final int DIMENSION = 16;
    private static final long QUICK_NANOS = 4_000_000;
    private static final long SLOW_NANOS = 100_000_000;

    private final List<Run> runs = new ArrayList<>();
    private final Thread thread = new Thread(this::publish, "simulated-runs");
    private volatile boolean closed;

    private static final class Run {
        private final PublishingClient client;
        private final String name;
        private final double contraction;
        private final Random random;
        private final double[] x = new double[DIMENSION];

        Run(String grpc, String name, String arm, double contraction, long seed) {
            this.name = name;
            this.contraction = contraction;
            random = new Random(seed);
            client = PublishingClient.open(grpc, start(name, arm), System.currentTimeMillis());
        }

        private static RunStart start(String name, String arm) {
            return RunStart.newBuilder()
                    .setRun(name)
                    .setGroup(GROUP)
                    .setArm(arm)
                    .setBaseline(name.equals("sim-a-1"))
                    .setStride(1)
                    .addObservables(Observable.newBuilder().setName("weights").setDimension(DIMENSION))
                    .build();
        }

        void step(int step) throws InterruptedException {
            double noise = name.equals(JUMPED) && step >= JUMP ? 10 : 1;
            float[] row = new float[DIMENSION];
            double loss = 0;
            for (int j = 0; j < DIMENSION; j++) {
                x[j] = contraction * x[j] + noise * random.nextGaussian();
                row[j] = (float) x[j];
                loss += x[j] * x[j];
            }
            if (name.equals(BROKEN) && step >= JUMP) {
                row[0] = Float.NaN;
            }
            client.snapshot("weights", step, row);
            client.scalars(step, Map.of("loss", loss, "lr", 0.1));
        }
    }

    SimulatedRuns(String grpc) {
        for (int replica = 1; replica <= 3; replica++) {
            runs.add(new Run(grpc, "sim-a-" + replica, "slow", 0.98, replica));
            runs.add(new Run(grpc, "sim-b-" + replica, "quick", 0.6, 10 + replica));
        }
        runs.add(new Run(grpc, BROKEN, BROKEN, 0.9, 20));
        thread.setDaemon(true);
        thread.start();
    }

    private void publish() {
        try {
            for (int step = 0; !closed; step++) {
                for (Run run : runs) {
                    run.step(step);
                }
                LockSupport.parkNanos(step < QUICK_UNTIL ? QUICK_NANOS : SLOW_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        runs.forEach(run -> run.client.close());
    }
}
