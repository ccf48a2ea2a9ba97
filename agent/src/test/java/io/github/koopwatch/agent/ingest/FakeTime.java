/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A clock, a timer and a topology that move when the test says so. */
final class FakeTime implements Door.Timer, Progress {
    private record Task(long at, Runnable work) {}

    private final List<Task> tasks = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Map<Integer, Long> processed = new HashMap<>();
    private long now;

    synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized void after(long nanos, Runnable work) {
        tasks.add(new Task(now + nanos, work));
    }

    /** Moves the clock and runs, on the test's thread, what was to run by then. */
    void advanceMillis(long millis) {
        List<Task> due;
        synchronized (this) {
            now += TimeUnit.MILLISECONDS.toNanos(millis);
            due = tasks.stream().filter(task -> task.at() <= now).toList();
            tasks.removeAll(due);
        }
        due.forEach(task -> task.work().run());
    }

    /** Tasks that wait for their time. */
    synchronized int timers() {
        return tasks.size();
    }

    @Override
    public synchronized long processed(int partition) {
        return processed.getOrDefault(partition, Long.MAX_VALUE);
    }

    @Override
    public synchronized void whenMoved(Runnable waiter) {
        waiting.add(waiter);
    }

    /** Streams that wait for the topology. */
    synchronized int waiters() {
        return waiting.size();
    }

    /** The topology has come to this offset of the partition. */
    void move(int partition, long offset) {
        List<Runnable> told;
        synchronized (this) {
            processed.put(partition, offset);
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(Runnable::run);
    }
}
