/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.agent.client.PublishingClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Publishes through the door, with the client that sends again what was not acknowledged. */
final class GrpcPublisher extends Publisher {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** Snapshot and scalars. */
    private static final int MESSAGES_PER_ROW = 2;

    private final PublishingClient client;

    GrpcPublisher(String door, Training training, long pauseMs, AtomicBoolean hurry) {
        super(training, pauseMs, hurry);
        client = PublishingClient.open(door, training.start(), Training.BORN);
    }

    @Override
    void begin() {}

    @Override
    void row(int row, float[] values) throws InterruptedException {
        client.snapshot(Training.OBSERVABLE, row, values);
        client.scalars(row, Training.scalars(row));
    }

    @Override
    void end() throws InterruptedException {
        boolean acknowledged = client.finish(LIMIT);
        if (!acknowledged || client.failure().isPresent()) {
            throw new IllegalStateException(
                    "not acknowledged: " + client.failure().orElse("no answer"));
        }
    }

    @Override
    int acknowledged(int sentRows) {
        int messages = MESSAGES_PER_ROW * sentRows - client.waiting();
        return Math.max(0, (messages + 1) / MESSAGES_PER_ROW);
    }

    @Override
    public void close() {
        super.close();
        client.close();
    }
}
