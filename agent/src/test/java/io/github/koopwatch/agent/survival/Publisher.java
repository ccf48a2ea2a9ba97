/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Publishes one run at its own pace, from a thread of its own, whatever happens to the service. */
abstract class Publisher implements AutoCloseable {
    private final Training training;
    private final long pauseMs;
    private final Thread thread;
    private final AtomicBoolean hurry;
    private volatile int sent;
    private volatile boolean done;
    private volatile long blockedMs;
    private volatile @Nullable Exception failure;

    /** @param hurry set when rows are to follow without pause */
    Publisher(Training training, long pauseMs, AtomicBoolean hurry) {
        this.training = training;
        this.pauseMs = pauseMs;
        this.hurry = hurry;
        thread = new Thread(this::work, "publisher-" + training.run());
        thread.setDaemon(true);
    }

    abstract void begin() throws Exception;

    abstract void row(int row, float[] values) throws Exception;

    /** Returns when everything of the run is acknowledged. */
    abstract void end() throws Exception;

    /** A lower bound of the rows that are acknowledged, out of the first {@code sent}. */
    abstract int acknowledged(int sentRows);

    final void start() {
        thread.start();
    }

    private void work() {
        try {
            begin();
            float[][] values = training.values();
            for (int t = 0; t < values.length; t++) {
                long before = System.nanoTime();
                row(t, values[t]);
                blockedMs = Math.max(blockedMs, (System.nanoTime() - before) / 1_000_000);
                sent = t + 1;
                if (!hurry.get()) {
                    Thread.sleep(pauseMs);
                }
            }
            end();
            done = true;
        } catch (Exception e) {
            failure = e;
        }
    }

    final Training training() {
        return training;
    }

    final int acknowledged() {
        return done ? training.rows() : acknowledged(sent);
    }

    /** True once the run has ended and every record of it is acknowledged. */
    final boolean done() {
        return done;
    }

    /** The longest that one row has held the publisher up. */
    final long blockedMs() {
        return blockedMs;
    }

    final Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
