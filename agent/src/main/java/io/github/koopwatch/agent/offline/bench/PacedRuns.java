/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many runs that each publish a random walk at a steady pace, their snapshots spread over the interval. */
public final class PacedRuns implements AutoCloseable {
    private static final String OBSERVABLE = "weights";

    private final List<PublishingClient> clients = new ArrayList<>();
    private final List<RandomWalk> walks = new ArrayList<>();
    private final long[] steps;

    /** Connects so many runs to the door at HOST:PORT, each over a connection of its own. */
    public PacedRuns(String door, int runs, int dimension, Analysis analysis) {
        steps = new long[runs];
        for (int i = 0; i < runs; i++) {
            RunStart start = RunStart.newBuilder()
                    .setRun("bench-" + i)
                    .setGroup("bench-" + i / 8) // groups as sweeps have them
                    .addObservables(Observable.newBuilder().setName(OBSERVABLE).setDimension(dimension))
                    .addAnalyses(analysis)
                    .build();
            clients.add(PublishingClient.open(door, start, System.currentTimeMillis()));
            walks.add(new RandomWalk(dimension, i));
        }
    }

    /**
     * Publishes so many snapshots of each run and up to {@code most} more of some, as of runs that began at different times: their windows do
     * not end in the same interval afterwards.
     */
    public void fill(int snapshots, int most, Duration interval) throws InterruptedException {
        publish(snapshots + most, interval, (t, run) -> t >= run % (most + 1));
    }

    /**
     * Publishes one snapshot of each run in each of so many intervals.
     *
     * @return seconds by which the last snapshot was late: far above zero, the load was less than was asked for
     */
    public double publish(int intervals, Duration interval) throws InterruptedException {
        return publish(intervals, interval, (t, run) -> true);
    }

    /** Which runs publish in which interval. */
    private interface Turn {
        boolean of(int interval, int run);
    }

    private double publish(int intervals, Duration interval, Turn turn) throws InterruptedException {
        long intervalNanos = interval.toNanos();
        long begin = System.nanoTime();
        long due = begin;
        for (int t = 0; t < intervals; t++) {
            for (int i = 0; i < clients.size(); i++) {
                due = begin + t * intervalNanos + i * intervalNanos / clients.size();
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                if (turn.of(t, i)) {
                    clients.get(i).snapshot(OBSERVABLE, steps[i]++, walks.get(i).next());
                }
            }
        }
        return (System.nanoTime() - due) / 1e9;
    }

    @Override
    public void close() {
        clients.forEach(PublishingClient::close);
    }
}
