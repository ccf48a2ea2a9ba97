/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Runs that begin one after another at an even pace, publish a few snapshots and end; what is left of them meanwhile. */
public final class TurnoverBench {
    private static final String OBSERVABLE = "weights";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final double MEGABYTE = 1e6;
    private static final int MARKS = 20;
    private static final int ENDING = 8;

    /**
     * How it goes.
     *
     * @param rows snapshots of each run
     * @param time from the first run's begin to the last one's
     * @param interval between the snapshots of a run
     * @param known runs that the service keeps; it may grow until so many have come, and not afterwards
     */
    public record Plan(
            int runs, int rows, int dimension, Duration time, Duration interval, int known, Analysis analysis) {}

    /**
     * What there was after so many runs had begun.
     *
     * @param live runs that had begun and whose end was not acknowledged
     * @param known runs that the service tells of, live ones and ended ones
     * @param heapMb held after a full collection
     * @param logMb of the records in all topics, which are kept for as long and as large as the retention says
     * @param lateS seconds by which the load was behind its plan
     * @param unfinished runs so far whose end was not acknowledged within a minute
     */
    public record Mark(
            int runs,
            int live,
            int known,
            double heapMb,
            double residentMb,
            long series,
            double scrapeS,
            double threads,
            double files,
            double logMb,
            double lag,
            double lateS,
            int unfinished) {}

    private final Plan plan;
    private final ServiceProcess service;
    private final PriorityQueue<Guest> guests = new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));
    private final ExecutorService ending = Executors.newFixedThreadPool(ENDING);
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<Mark> marks = new ArrayList<>();

    private TurnoverBench(Plan plan, ServiceProcess service) {
        this.plan = plan;
        this.service = service;
    }

    /** Starts a service in an empty folder and lets the runs come and go; twenty marks, evenly spread over the runs, and one when all have ended. */
    public static List<Mark> run(Path folder, Plan plan, IntConsumer begun) throws IOException, InterruptedException {
        try (ServiceProcess service = ServiceProcess.start(folder, List.of("--limit-known-runs=" + plan.known()))) {
            TurnoverBench bench = new TurnoverBench(plan, service);
            try {
                bench.run(begun);
            } finally {
                bench.ending.shutdownNow();
            }
            return bench.marks;
        }
    }

    private void run(IntConsumer begun) throws IOException, InterruptedException {
        long origin = System.nanoTime();
        for (int i = 0; i < plan.runs(); i++) {
            long begin = origin + plan.time().toNanos() / plan.runs() * i;
            publishUntil(begin);
            sleepUntil(begin);
            begun.accept(i);
            guests.add(new Guest(i, begin));
            if ((i + 1) % Math.max(1, plan.runs() / MARKS) == 0) {
                mark(i + 1, (System.nanoTime() - begin) / 1e9);
            }
        }
        publishUntil(Long.MAX_VALUE);
        ending.shutdown();
        ending.awaitTermination(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        mark(plan.runs(), 0);
    }

    /** What is due before that moment. */
    private void publishUntil(long moment) throws InterruptedException {
        for (Guest next = guests.peek(); next != null && next.due <= moment; next = guests.peek()) {
            guests.remove();
            sleepUntil(next.due);
            if (next.publish()) {
                guests.add(next);
            }
        }
    }

    private static void sleepUntil(long moment) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(moment - System.nanoTime());
    }

    private void mark(int runs, double late) throws IOException, InterruptedException {
        service.collect();
        String http = service.endpoints().http();
        ServiceFigures figures = ServiceFigures.of(http);
        marks.add(new Mark(
                runs,
                runs - ended.get(),
                KnownRuns.count(http),
                figures.heapBytes() / MEGABYTE,
                service.residentBytes() / MEGABYTE,
                figures.series(),
                figures.scrapeSeconds(),
                figures.threads(),
                figures.files(),
                service.logBytes() / MEGABYTE,
                figures.lag(),
                late,
                unfinished.get()));
    }

    /** A run. */
    private final class Guest {
        private final PublishingClient client;
        private final RandomWalk walk;
        private long due;
        private int step;

        Guest(int number, long begin) {
            RunStart start = RunStart.newBuilder()
                    .setRun("guest-" + number)
                    .setGroup("guests-" + number / 8) // groups as sweeps have them
                    .addObservables(Observable.newBuilder().setName(OBSERVABLE).setDimension(plan.dimension()))
                    .addAnalyses(plan.analysis())
                    .build();
            client = PublishingClient.open(service.endpoints().grpc(), start, System.currentTimeMillis());
            walk = new RandomWalk(plan.dimension(), number);
            due = begin;
        }

        /** One snapshot, or after the last one the end, which is waited for elsewhere; whether there is more to come. */
        boolean publish() throws InterruptedException {
            if (step == plan.rows()) {
                ending.execute(this::end);
                return false;
            }
            client.snapshot(OBSERVABLE, step++, walk.next());
            due += plan.interval().toNanos();
            return true;
        }

        private void end() {
            try {
                (client.finish(PATIENCE) ? ended : unfinished).incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
