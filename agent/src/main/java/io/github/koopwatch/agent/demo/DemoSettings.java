/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import java.time.Duration;

/**
 * How long the demonstration trains and waits.
 *
 * @param steps gradient steps of each network, at least {@link #FEWEST_STEPS}
 * @param stepsPerSecond pace, so that the page moves while one watches
 * @param resultLimit longest time for the last results to arrive after the training
 * @param terminal true to redraw the progress in place, false for a plain line every few seconds
 */
public record DemoSettings(int steps, double stepsPerSecond, Duration resultLimit, boolean terminal) {
    /** The learning rate jumps half-way; the change detector speaks from row 310 on. */
    public static final int FEWEST_STEPS = 700;

    private static final int STEPS = 1200;
    /** The pace unless another is asked for. */
    public static final double STEPS_PER_SECOND = 33;

    private static final Duration RESULT_LIMIT = Duration.ofSeconds(90);

    public DemoSettings {
        if (steps < FEWEST_STEPS) {
            throw new IllegalArgumentException("demo steps: expected at least " + FEWEST_STEPS + ", got " + steps);
        }
        if (!(stepsPerSecond > 0)) {
            throw new IllegalArgumentException(
                    "demo pace: expected more than 0 steps per second, got " + stepsPerSecond);
        }
    }

    /** About 36 seconds of training. */
    public static DemoSettings standard(boolean terminal) {
        return new DemoSettings(STEPS, STEPS_PER_SECOND, RESULT_LIMIT, terminal);
    }

    /** The same at another pace, in steps per second. */
    public DemoSettings paced(double pace) {
        return new DemoSettings(steps, pace, resultLimit, terminal);
    }
}
