/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Workers on one broker that share a backlog; then, under a steady load, one of them is killed and another joins.
 *
 * @param workers processes with two stream threads each
 * @param dim values of a snapshot
 * @param window rows of a window
 * @param snapshotsPerS committed by all of them, from when every window is full
 * @param shares of these, by worker, by who had which partition at the end
 * @param cpuUsPerSnapshot processor time of all workers
 * @param brokerCpuUsPerSnapshot of the broker
 * @param residentMb of all workers
 * @param killed of the partitions of the worker that was killed; null with one worker
 * @param joined of those that a worker got that joined afterwards, from its start on; null with one worker
 * @param windows what is in the topic of spectra at the end
 */
public record ScaleOutBench(
        int workers,
        int dim,
        int window,
        double snapshotsPerS,
        List<Double> shares,
        double cpuUsPerSnapshot,
        double brokerCpuUsPerSnapshot,
        double residentMb,
        @Nullable Handover killed,
        @Nullable Handover joined,
        CountedWindows windows) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration SPREAD = Duration.ofMinutes(1);
    private static final long POLL_MS = 50;
    private static final int PARTITIONS = 8;
    private static final double MEGABYTE = 1e6;

    /**
     * How it goes.
     *
     * @param skipped records of the backlog that are not measured
     * @param time that is measured
     * @param perS snapshots a second of all runs while workers go and come
     */
    public record Plan(Backlog backlog, AnalysisSettings settings, long skipped, Duration time, int perS) {}

    /** What the workers share of the backlog. */
    private record Shared(double perS, List<Double> shares, double cpuUs, double brokerCpuUs, double residentMb) {}

    /** Starts a broker and so many workers in an empty folder. */
    public static ScaleOutBench run(Path folder, int workers, Plan plan) throws IOException, InterruptedException {
        try (Installation installation = Installation.broker(folder);
                Admin admin = KafkaConnection.to(installation.kafka()).openAdmin()) {
            KafkaConnection kafka = KafkaConnection.to(installation.kafka());
            Topics topics = new Topics(Topics.DEFAULT_PREFIX);
            try (TopicAdmin topicAdmin = TopicAdmin.open(kafka)) {
                topicAdmin.ensure(topics, PARTITIONS, (short) 1);
            }
            List<ServiceProcess> processes = new ArrayList<>();
            for (int i = 1; i <= workers; i++) {
                processes.add(installation.worker(i));
            }
            WorkerGroup group = new WorkerGroup(admin, topics, PARTITIONS);
            awaitSpread(group, workers);
            try (Backlog.Writer writer = plan.backlog().writer(kafka, topics)) {
                writer.rows(plan.backlog().rows());
                Shared shared = shared(group, installation.broker(), processes, plan);
                awaitIdle(group);
                Handover killed = null;
                Handover joined = null;
                if (workers > 1) {
                    try (SteadyLoad load = SteadyLoad.of(writer, plan.backlog().runs(), plan.perS())) {
                        killed = kill(group, processes.get(0));
                        joined = join(group, installation, workers + 1);
                    }
                    awaitIdle(group);
                }
                CountedWindows windows =
                        CountedWindows.read(kafka, topics, plan.backlog().runs(), writer.written(), plan.settings());
                return new ScaleOutBench(
                        workers,
                        plan.backlog().dimension(),
                        plan.settings().window(),
                        shared.perS(),
                        shared.shares(),
                        shared.cpuUs(),
                        shared.brokerCpuUs(),
                        shared.residentMb(),
                        killed,
                        joined,
                        windows);
            }
        }
    }

    private static Shared shared(WorkerGroup group, ServiceProcess broker, List<ServiceProcess> workers, Plan plan)
            throws IOException, InterruptedException {
        await(() -> group.committed() >= plan.skipped(), "the windows were not full: give fewer --runs");
        Duration cpu = cpu(workers);
        Duration brokerCpu = broker.cpu();
        long begin = System.nanoTime();
        Map<Integer, Long> from = group.offsets();
        while (System.nanoTime() - begin < plan.time().toNanos() && !group.idle()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<Integer, Long> done = group.offsets();
        done.replaceAll((partition, at) -> at - from.getOrDefault(partition, 0L));
        double each = 1e3 * Math.max(1, sum(done, done.keySet()));
        double cpuUs = cpu(workers).minus(cpu).toNanos() / each;
        double brokerCpuUs = broker.cpu().minus(brokerCpu).toNanos() / each;
        double resident = 0;
        for (ServiceProcess worker : workers) {
            resident += worker.residentBytes() / MEGABYTE;
        }
        return new Shared(
                sum(done, done.keySet()) / seconds, shares(group, workers, done), cpuUs, brokerCpuUs, resident);
    }

    private static List<Double> shares(WorkerGroup group, List<ServiceProcess> workers, Map<Integer, Long> done)
            throws IOException, InterruptedException {
        Map<String, Set<Integer>> owners = group.owners();
        List<Double> shares = new ArrayList<>();
        for (ServiceProcess worker : workers) {
            double its = sum(done, owners.getOrDefault(worker.worker(), Set.of()));
            shares.add(its / Math.max(1, sum(done, done.keySet())));
        }
        return shares;
    }

    private static long sum(Map<Integer, Long> counts, Set<Integer> of) {
        return of.stream()
                .mapToLong(partition -> counts.getOrDefault(partition, 0L))
                .sum();
    }

    private static Duration cpu(List<ServiceProcess> workers) {
        return workers.stream().map(ServiceProcess::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private static Handover kill(WorkerGroup group, ServiceProcess worker) throws IOException, InterruptedException {
        String name = worker.worker();
        Set<Integer> its = group.owners().getOrDefault(name, Set.of());
        worker.kill();
        return Handover.watch(group, owners -> owners.isEmpty() || owners.containsKey(name) ? Set.of() : its, PATIENCE);
    }

    /** Starts one more while it is watched: from its start on, and what it costs the others. */
    private static Handover join(WorkerGroup group, Installation installation, int number)
            throws IOException, InterruptedException {
        Set<String> known = new HashSet<>();
        for (ServiceProcess worker : installation.workers()) {
            known.add(worker.worker());
        }
        ExecutorService starting = Executors.newSingleThreadExecutor();
        try {
            Future<ServiceProcess> started = starting.submit(() -> installation.worker(number));
            Handover joined = Handover.watch(group, owners -> ofOthers(owners, known), PATIENCE);
            started.get();
            return joined;
        } catch (ExecutionException e) {
            throw new IOException("the worker that was to join did not start", e);
        } finally {
            starting.shutdown();
        }
    }

    private static Set<Integer> ofOthers(Map<String, Set<Integer>> owners, Set<String> known) {
        Set<Integer> found = new TreeSet<>();
        owners.forEach((name, its) -> found.addAll(known.contains(name) ? Set.of() : its));
        return found;
    }

    /** Waits until every worker has a partition; goes on after a minute, and the shares show it. */
    private static void awaitSpread(WorkerGroup group, int workers) throws InterruptedException {
        long deadline = System.nanoTime() + SPREAD.toNanos();
        while (System.nanoTime() < deadline) {
            Map<String, Set<Integer>> owners = group.owners();
            if (owners.size() == workers && owners.values().stream().noneMatch(Set::isEmpty)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private static void awaitIdle(WorkerGroup group) throws InterruptedException {
        await(group::idle, "the backlog was not done: give fewer --runs or --rows");
    }

    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private static void await(Condition condition, String otherwise) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new BadInput("in " + PATIENCE.toMinutes() + " minutes " + otherwise);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }
}
