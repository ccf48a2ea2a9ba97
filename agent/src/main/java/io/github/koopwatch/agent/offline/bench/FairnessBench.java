/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;

/**
 * What one run that floods the service does to the others: they publish at an even pace while it is quiet and while it floods,
 * turn and turn about, so that whatever else the machine does meets both alike.
 *
 * @param ack snapshot to acknowledgement, of all honest runs
 * @param window snapshot to a window in the live stream, of the runs in other partitions than the flooding one
 * @param windowBeside the same of the runs in its partition, which share its log
 * @param floodPerS snapshots a second that the flooding run got rid of
 * @param unseen windows of honest runs that never came
 */
public record FairnessBench(
        Latencies.Found ack,
        Latencies.Found window,
        Latencies.Found windowBeside,
        double floodPerS,
        double sharePerS,
        int unseen) {
    private static final Duration DRAIN = Duration.ofSeconds(20);
    /** Fills the first windows, and lets the compiler see everything once. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final double WARM_UP_RATE = 4;

    /**
     * How the benchmark goes.
     *
     * @param runs that are honest
     * @param perSecond snapshots of each
     * @param factor how many times as many the other one tries to send
     * @param phase how long it is quiet, and how long it floods, each round
     * @param throughKafka whether it writes to Kafka itself
     * @param partitions of the snapshots topic
     */
    public record Plan(
            int runs,
            double perSecond,
            double factor,
            int dimension,
            Duration phase,
            int rounds,
            boolean throughKafka,
            int partitions) {}

    /** Of the service with its doors at these addresses. Throws BadInput when the service does not serve the honest runs. */
    public static FairnessBench run(String grpc, String http, String kafka, Plan plan)
            throws InterruptedException, IOException {
        Latencies ack = new Latencies();
        Latencies window = new Latencies();
        Latencies beside = new Latencies();
        int crowded = partition(Flood.RUN, plan.partitions());
        Map<String, HonestRun> runs = new TreeMap<>();
        double rate = plan.perSecond() * plan.factor();
        for (int i = 0; i < plan.runs(); i++) {
            String name = "fair-" + i;
            Latencies its = partition(name, plan.partitions()) == crowded ? beside : window;
            runs.put(name, new HonestRun(grpc, name, plan.dimension(), i, ack, its));
        }
        try (SpectraFeed feed = new SpectraFeed(http, w -> seen(runs, w.run(), w.lastStep()));
                Flood flood = plan.throughKafka()
                        ? Flood.throughKafka(kafka, rate, plan.dimension())
                        : Flood.throughGrpc(grpc, rate, plan.dimension())) {
            publish(List.copyOf(runs.values()), WARM_UP_RATE, WARM_UP, false);
            settle(runs);
            ack.clear();
            window.clear();
            beside.clear();
            for (int round = 0; round < plan.rounds(); round++) {
                publish(List.copyOf(runs.values()), plan.perSecond(), plan.phase(), false);
                flood.turn(true);
                publish(List.copyOf(runs.values()), plan.perSecond(), plan.phase(), true);
                flood.turn(false);
                settle(runs);
            }
            int unseen = settle(runs);
            requireServed(runs);
            double flooded = plan.rounds() * plan.phase().toMillis() / 1e3;
            return new FairnessBench(
                    ack.found(), window.found(), beside.found(), flood.sent() / flooded, plan.perSecond(), unseen);
        } finally {
            runs.values().forEach(HonestRun::close);
        }
    }

    private static void seen(Map<String, HonestRun> runs, String run, long lastStep) {
        HonestRun its = runs.get(run);
        if (its != null) {
            its.seen(lastStep);
        }
    }

    /** Every run publishes at the rate, one after the other within each period. */
    private static void publish(List<HonestRun> runs, double perSecond, Duration time, boolean flood)
            throws InterruptedException {
        long period = (long) (1e9 / perSecond / runs.size());
        long begin = System.nanoTime();
        for (long n = 0; n * period < time.toNanos(); n++) {
            long wait = begin + n * period - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            runs.get((int) (n % runs.size())).publish(flood);
        }
    }

    /** Waits until every window has come, or none will; how many are missing. */
    private static int settle(Map<String, HonestRun> runs) throws InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        int waiting = waiting(runs);
        while (waiting > 0 && System.nanoTime() < end) {
            Thread.sleep(20);
            waiting = waiting(runs);
        }
        return waiting;
    }

    private static int waiting(Map<String, HonestRun> runs) {
        return runs.values().stream().mapToInt(HonestRun::waiting).sum();
    }

    private static void requireServed(Map<String, HonestRun> runs) {
        List<String> broken = new ArrayList<>();
        runs.values().forEach(run -> {
            if (run.broken() != null) {
                broken.add(run.name() + " (" + run.broken() + ")");
            }
        });
        if (!broken.isEmpty()) {
            throw new BadInput("the service ended the streams of " + String.join(", ", broken));
        }
    }

    /** As Kafka's producers choose it. */
    static int partition(String run, int partitions) {
        return Utils.toPositive(Utils.murmur2(run.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
