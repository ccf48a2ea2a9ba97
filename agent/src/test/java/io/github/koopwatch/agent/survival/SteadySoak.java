/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Many live runs for a long time: {@code --runs 200 --minutes 60 --fill 1030 --pause-ms 4000 --dir DIR}. First every run publishes without pause until all that is kept
 * of it is full (1,000 windows in the read model, 512 channel slots); then one row every {@code --pause-ms}, a window with each, and the
 * size of the process once a minute. The slopes of those sizes should be nil.
 */
final class SteadySoak implements AutoCloseable {
    private static final int DIMENSION = 64;
    private static final int WINDOW = 20;
    private static final int RANK = 5;
    /** Rows that fill what is kept of a run: its 1,000 windows in the read model. */
    private static final int FULL = 1_030;

    private static final long SAMPLE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Options options;
    private final Installation installation;
    private final Page page;
    private final Path report;
    private final List<PublishingClient> clients = new ArrayList<>();
    private final List<Size> sizes = new ArrayList<>();
    private final Random random = new Random(1);
    private float[][] rows = {};
    private int step;

    private SteadySoak(Options options) throws IOException {
        this.options = options;
        Path directory = Files.createDirectories(options.path("dir", "target/soak"));
        report = directory.resolve("steady.jsonl");
        Files.deleteIfExists(report);
        installation = Installation.of(Installation.Shape.ONE, directory.resolve("steady"), List.of("-Xmx1g"));
        page = new Page(installation.http());
    }

    public static void main(String[] args) throws Exception {
        try (SteadySoak soak = new SteadySoak(Options.of(args))) {
            soak.run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        installation.start();
        open((int) options.number("runs", 200));
        long begin = System.nanoTime();
        long fill = options.number("fill", FULL);
        while (step < fill) {
            row();
        }
        awaitStep(step - 1);
        System.out.println(fill + " rows of each run after " + (System.nanoTime() - begin) / 1_000_000_000 + " s");
        steady(TimeUnit.MINUTES.toNanos(options.number("minutes", 60)), options.number("pause-ms", 4000));
        System.out.println(Size.slopes(sizes));
    }

    private void open(int runs) {
        rows = new float[runs][DIMENSION];
        for (int i = 0; i < runs; i++) {
            RunStart start = RunStart.newBuilder()
                    .setRun("steady-" + i)
                    .setGroup("group-" + i / 2)
                    .setArm("arm-" + i % 2)
                    .addObservables(
                            Observable.newBuilder().setName(Training.OBSERVABLE).setDimension(DIMENSION))
                    .addAnalyses(Analysis.newBuilder()
                            .setPreset("monitor")
                            .setWindow(WINDOW)
                            .setHop(1)
                            .setRank(RANK))
                    .build();
            clients.add(PublishingClient.open(installation.grpc(), start, Training.BORN));
        }
    }

    /** The next row of every run. */
    private void row() throws InterruptedException {
        for (int i = 0; i < clients.size(); i++) {
            for (int j = 0; j < DIMENSION; j++) {
                rows[i][j] = (float) (0.95 * rows[i][j] + random.nextGaussian());
            }
            clients.get(i).snapshot(Training.OBSERVABLE, step, rows[i]);
            clients.get(i).scalars(step, Training.scalars(step));
        }
        step++;
    }

    private void steady(long nanos, long pauseMs) throws Exception {
        long begin = System.nanoTime();
        long sampled = begin - SAMPLE_NANOS;
        while (System.nanoTime() - begin < nanos) {
            long now = System.nanoTime();
            row();
            if (now - sampled >= SAMPLE_NANOS) {
                sampled = now;
                sample((now - begin) / 1e9 / 60);
            }
            Thread.sleep(Math.max(0, pauseMs - (System.nanoTime() - now) / 1_000_000));
        }
    }

    private void sample(double minute) throws IOException {
        Size size = Size.of(installation.member(Installation.SERVICE).pid(), minute, page);
        sizes.add(size);
        String line = new String(Json.write(size), StandardCharsets.UTF_8);
        System.out.println(line);
        Files.writeString(report, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void awaitStep(int last) throws Exception {
        for (Map.Entry<String, Double> behind = behind(last); behind != null; behind = behind(last)) {
            Thread.sleep(1000);
        }
    }

    /** A run that the metrics do not show at that step yet; null when all are there. */
    private Map.@org.jspecify.annotations.Nullable Entry<String, Double> behind(int last) throws IOException {
        for (int i = clients.size() - 1; i >= 0; i -= Math.max(1, clients.size() / 8)) {
            double shown = page.metric("koopwatch_run_step\\{[^}]*run=\"steady-" + i + "\"");
            if (!(shown >= last)) {
                return Map.entry("steady-" + i, shown);
            }
        }
        return null;
    }

    @Override
    public void close() {
        clients.forEach(PublishingClient::close);
        installation.close();
    }
}
