/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.agent.client.PublishingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run in training: its trainer, its client, and how far it is. */
final class Training implements AutoCloseable {
    private final Trainer trainer;
    private final PublishingClient client;
    private int row;
    private double loss = Double.NaN;

    Training(Trainer trainer, PublishingClient client) {
        this.trainer = trainer;
        this.client = client;
    }

    Trainer trainer() {
        return trainer;
    }

    /** Rows published so far. */
    int row() {
        return row;
    }

    double loss() {
        return loss;
    }

    long bytesPublished() {
        return client.bytesPublished();
    }

    /** Trains and publishes until the given share of the run, {@code part} of {@code whole}, is done. */
    void advance(int part, int whole) throws InterruptedException {
        while ((long) row * whole < (long) trainer.rows() * part) {
            publish(trainer.next());
            row++;
        }
    }

    /** Ends the run; says what the service did not take. */
    List<String> finish(Duration limit) throws InterruptedException {
        boolean acknowledged = client.finish(limit);
        List<String> failures = new ArrayList<>();
        client.failure().ifPresent(reason -> failures.add("publish: run " + trainer.run() + ": " + reason));
        client.refusals().forEach(refused -> failures.add("publish: run " + trainer.run() + ": " + refused));
        if (!acknowledged && failures.isEmpty()) {
            failures.add("publish: run " + trainer.run() + ": not acknowledged within " + limit.toSeconds() + " s");
        }
        return failures;
    }

    private void publish(Trainer.Row made) throws InterruptedException {
        client.snapshot(Trainer.OBSERVABLE, made.step(), made.weights());
        if (!made.scalars().isEmpty()) {
            client.scalars(made.step(), made.scalars());
            loss = made.scalars().getOrDefault("loss", loss);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
