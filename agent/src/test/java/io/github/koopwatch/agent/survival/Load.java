/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.contract.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs that publish side by side, a group after the other: two arms of two replicas, a baseline, and one that writes straight to
 * Kafka. When all runs of a group have ended, those of the next begin.
 */
final class Load implements AutoCloseable {
    static final int RUNS = 6;

    private final Installation to;
    private final Topics topics;
    private final Random random;
    private final int rows;
    private final long pauseMs;
    private final AtomicBoolean hurry = new AtomicBoolean();
    private final List<Publisher> publishers = new ArrayList<>();
    private int groups;
    private boolean stopping;

    /**
     * @param rows of each run
     * @param pauseMs between two rows of a run
     */
    Load(Installation to, Topics topics, long seed, int rows, long pauseMs) {
        this.to = to;
        this.topics = topics;
        this.random = new Random(seed);
        this.rows = rows;
        this.pauseMs = pauseMs;
    }

    /** Starts the next group where the last one has ended. */
    void tick() {
        publishers.forEach(p -> p.failure().ifPresent(e -> {
            throw new IllegalStateException("run " + p.training().run() + " could not be published", e);
        }));
        if (!stopping && publishers.stream().allMatch(Publisher::done)) {
            nextGroup();
        }
    }

    private void nextGroup() {
        String group = "g" + groups++;
        for (int i = 0; i < RUNS; i++) {
            String run = "r" + groups + "-" + i;
            boolean straight = i == RUNS - 1;
            Training training = new Training(
                    run,
                    group,
                    i == 4 ? "base" : i % 2 == 0 ? "a" : "b",
                    i == 4,
                    random.nextLong(),
                    rows,
                    8 + 4 * i,
                    i == 2 ? rows / 2 : -1);
            Publisher publisher = straight
                    ? new KafkaPublisher(to.kafka(), topics, training, pauseMs, hurry)
                    : new GrpcPublisher(to.grpc(), training, pauseMs, hurry);
            publishers.add(publisher);
            publisher.start();
        }
    }

    /** Begins no more runs, and lets those there are end without pause. */
    void stop() {
        stopping = true;
        hurry.set(true);
    }

    boolean done() {
        return stopping && publishers.stream().allMatch(Publisher::done);
    }

    List<Publisher> publishers() {
        return List.copyOf(publishers);
    }

    long longestBlockedMs() {
        return publishers.stream().mapToLong(Publisher::blockedMs).max().orElse(0);
    }

    @Override
    public void close() {
        publishers.forEach(Publisher::close);
    }
}
