/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.v1.Analysis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a service costs that watches many runs at a steady pace, measured once their windows are full.
 *
 * @param perS snapshots a second of all runs together
 * @param lateS seconds by which the last snapshot was late: far above zero, the load was less than was asked for
 * @param p50S bound in seconds under which half of the delays from a snapshot to its readable spectrum lie; a bucket's
 * @param lag records that waited at the end
 * @param residentMb of all its processes, the kernel's page cache not included
 * @param heapMb held by the process that answers scrapes, after a full collection
 * @param windowsMb the rows of all windows alone, 4·W·d bytes a run
 * @param scrapeS median of five scrapes
 * @param logBytesPerSnapshot by which the records in the broker's log grew
 * @param clientCores processor time of the load itself a second
 * @param spread of all processes' processor time a snapshot over the thirds of the measurement: largest less smallest, of the median
 * @param roles what each process cost
 */
public record ScaleBench(
        int runs,
        int dim,
        int window,
        double perS,
        double lateS,
        double p50S,
        double p99S,
        double lag,
        double residentMb,
        double heapMb,
        double windowsMb,
        double scrapeS,
        long scrapeBytes,
        long series,
        double logBytesPerSnapshot,
        double clientCores,
        double spread,
        List<RoleCost> roles) {
    private static final int SCRAPES = 5;
    private static final int THIRDS = 3;
    private static final double P99 = 0.99;
    private static final double MEGABYTE = 1e6;
    private static final Duration DRAIN = Duration.ofMinutes(2);

    /** Processor microseconds a snapshot, the median of the thirds of the measurement, and memory. */
    public record RoleCost(String role, double cpuUsPerSnapshot, double residentMb) {}

    /**
     * How it goes.
     *
     * @param fill interval of the snapshots that fill the windows
     * @param warm snapshots of all runs, those that fill the windows among them, before anything is measured: the compiler's work must
     *     not depend on the window
     * @param interval of those that are measured
     * @param apart whether each role is a process of its own
     */
    public record Plan(
            int runs,
            int dimension,
            int window,
            int hop,
            Analysis analysis,
            Duration fill,
            long warm,
            Duration interval,
            int intervals,
            boolean apart) {}

    /** Starts a service in an empty folder and measures it. Throws BadInput when no spectrum became visible meanwhile. */
    public static ScaleBench run(Path folder, Plan plan) throws IOException, InterruptedException {
        try (Installation service = plan.apart() ? Installation.apart(folder) : Installation.together(folder);
                PacedRuns load = new PacedRuns(service.grpc(), plan.runs(), plan.dimension(), plan.analysis())) {
            load.fill(plan.window() + plan.hop(), plan.window() - 1, plan.fill());
            long more = plan.warm() - (long) plan.runs() * (plan.window() + plan.hop());
            load.publish((int) Math.max(0, more / plan.runs()), plan.fill());
            drained(service);
            ServiceFigures then = ServiceFigures.of(service.http());
            List<Costs> costs = new ArrayList<>(List.of(Costs.of(service, 0)));
            double late = 0;
            int parts = Math.min(THIRDS, plan.intervals());
            for (int i = 1; i <= parts; i++) {
                int intervals = plan.intervals() * i / parts - plan.intervals() * (i - 1) / parts;
                late = Math.max(late, load.publish(intervals, plan.interval()));
                costs.add(Costs.of(service, (double) intervals * plan.runs()));
            }
            return found(plan, late, costs, then, service);
        }
    }

    /** Waits until nothing waits for the topology, or two minutes are over. */
    private static void drained(Installation service) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        while (System.nanoTime() < deadline
                && ServiceFigures.of(service.worker().http()).lag() > 0) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Processor time so far of every process, and of this one, and the bytes in the broker's log, so many snapshots after the last. */
    private record Costs(double snapshots, long nanos, Map<String, Duration> cpu, Duration own, long log) {
        static Costs of(Installation service, double snapshots) throws IOException {
            Map<String, Duration> cpu = new LinkedHashMap<>();
            service.processes().forEach((role, process) -> cpu.put(role, process.cpu()));
            Duration own = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            return new Costs(
                    snapshots, System.nanoTime(), cpu, own, service.broker().logBytes());
        }

        /** Microseconds of a role a snapshot since then. */
        double us(Costs then, String role) {
            Duration used = cpu.getOrDefault(role, Duration.ZERO).minus(then.cpu.getOrDefault(role, Duration.ZERO));
            return used.toNanos() / 1e3 / snapshots;
        }
    }

    private static ScaleBench found(
            Plan plan, double late, List<Costs> costs, ServiceFigures then, Installation service)
            throws IOException, InterruptedException {
        Costs before = costs.get(0);
        Costs after = costs.get(costs.size() - 1);
        double lag = ServiceFigures.of(service.worker().http()).lag();
        drained(service); // what is late counts as well
        ServiceFigures now = ServiceFigures.of(service.http());
        if (Double.isNaN(now.delay(P99, then))) {
            throw new BadInput(
                    "no spectrum became visible while " + plan.runs() + " runs were measured: give more --intervals");
        }
        double seconds = (after.nanos() - before.nanos()) / 1e9;
        double snapshots = (double) plan.runs() * plan.intervals();
        double scrape = scrape(service.http());
        List<RoleCost> roles = roles(service, costs);
        for (ServiceProcess process : service.processes().values()) {
            process.collect();
        }
        return new ScaleBench(
                plan.runs(),
                plan.dimension(),
                plan.window(),
                snapshots / seconds,
                late,
                now.delay(0.5, then),
                now.delay(P99, then),
                lag,
                roles.stream().mapToDouble(RoleCost::residentMb).sum(),
                ServiceFigures.of(service.http()).heapBytes() / MEGABYTE,
                4.0 * plan.window() * plan.dimension() * plan.runs() / MEGABYTE,
                scrape,
                now.scrapeBytes(),
                now.series(),
                (after.log() - before.log()) / snapshots,
                after.own().minus(before.own()).toNanos() / 1e9 / seconds,
                spread(service, costs),
                roles);
    }

    private static double scrape(String http) throws IOException, InterruptedException {
        double[] seconds = new double[SCRAPES];
        for (int i = 0; i < SCRAPES; i++) {
            seconds[i] = ServiceFigures.of(http).scrapeSeconds();
        }
        return Median.of(seconds);
    }

    private static List<RoleCost> roles(Installation service, List<Costs> costs) throws IOException {
        List<RoleCost> roles = new ArrayList<>();
        for (Map.Entry<String, ServiceProcess> process : service.processes().entrySet()) {
            double cpu = Median.of(us(costs, List.of(process.getKey())));
            roles.add(new RoleCost(process.getKey(), cpu, process.getValue().residentBytes() / MEGABYTE));
        }
        return roles;
    }

    private static double spread(Installation service, List<Costs> costs) {
        double[] all = us(costs, service.processes().keySet());
        return (Arrays.stream(all).max().orElse(0) - Arrays.stream(all).min().orElse(0)) / Median.of(all);
    }

    /** Of these roles together, in each part of the measurement. */
    private static double[] us(List<Costs> costs, Collection<String> roles) {
        return IntStream.range(1, costs.size())
                .mapToDouble(i -> roles.stream()
                        .mapToDouble(role -> costs.get(i).us(costs.get(i - 1), role))
                        .sum())
                .toArray();
    }

    /** Processor microseconds a snapshot, all processes together. */
    public double cpuUsPerSnapshot() {
        return roles.stream().mapToDouble(RoleCost::cpuUsPerSnapshot).sum();
    }

    /** Memory beyond three times the windows' rows: the constant beside which that bound holds. */
    public double beyondThreeWindowsMb() {
        return residentMb - 3 * windowsMb;
    }
}
