/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Goes on writing runs at a steady pace in a thread of its own; closing it waits for the snapshots under way. */
final class SteadyLoad implements AutoCloseable {
    private static final Duration END = Duration.ofMinutes(1);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    private SteadyLoad() {}

    /** So many snapshots a second of all of the runs together, which take turns. */
    static SteadyLoad of(Backlog.Writer writer, int runs, int perS) {
        SteadyLoad load = new SteadyLoad();
        long interval = Duration.ofSeconds(1).toNanos() * runs / perS;
        load.thread.scheduleAtFixedRate(() -> writer.rows(1), 0, interval, TimeUnit.NANOSECONDS);
        return load;
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(END.toSeconds(), TimeUnit.SECONDS);
    }
}
