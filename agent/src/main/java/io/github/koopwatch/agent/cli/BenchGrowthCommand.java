/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.bench.GrowthPictures;
import io.github.koopwatch.agent.offline.bench.ScaleBench;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.v1.Analysis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how what a service costs grows with runs, dimension and window. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        description = {
            "Measure as scale --apart does, one size changed at a time, write a JSON line for each measurement, and draw how",
            "processor time and memory grow. The first of each list is the size that the others are measured at."
        })
public final class BenchGrowthCommand implements Callable<Integer> {
    private static final int HOP = 10; // of the preset monitor
    private static final int MOST = 1_000_000;
    /** By so much less in the last measurements: what a process costs that has next to nothing to do. */
    private static final int[] SLOWER = {3, 10};
    /** Snapshots after which the compiler has done most of its work, however short the window. */
    private static final int WARM = 30_000;

    @Option(names = "--runs", split = ",", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int[] runs = {50, 200, 800};

    @Option(names = "--dims", split = ",", paramLabel = "D", description = "Default: ${DEFAULT-VALUE}.")
    private int[] dimensions = {1024, 256, 4096};

    @Option(names = "--windows", split = ",", paramLabel = "W", description = "Default: ${DEFAULT-VALUE}.")
    private int[] windows = {100, 25, 200};

    @Option(
            names = "--per-s",
            paramLabel = "N",
            description = "Snapshots a second of all runs together (default: ${DEFAULT-VALUE}).")
    private int perS = 500;

    @Option(
            names = "--fill-per-s",
            paramLabel = "N",
            description = "The same while windows are filled and the compiler learns (default: ${DEFAULT-VALUE}).")
    private int fillPerS = 1000;

    @Option(
            names = "--warm",
            paramLabel = "N",
            description = "Snapshots of all runs before each measurement, at least (default: ${DEFAULT-VALUE}).")
    private int warm = WARM;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each (default: ${DEFAULT-VALUE}).")
    private int seconds = 30;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "JSON lines; when the file exists it is drawn and nothing is measured.")
    private Path out = Path.of("");

    @Option(names = "--pictures", paramLabel = "DIR", description = "For scale-cpu.svg and scale-memory.svg.")
    private @Nullable Path pictures;

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<ScaleBench> found = Files.exists(out) ? read() : measure();
        if (found.isEmpty()) {
            throw new BadInput("--out: expected measurements in " + out + ", got none");
        }
        if (pictures != null) {
            Files.createDirectories(pictures);
            GrowthPictures drawn = new GrowthPictures(found);
            Files.writeString(pictures.resolve("scale-cpu.svg"), drawn.cpu().svg());
            Files.writeString(
                    pictures.resolve("scale-memory.svg"), drawn.memory().svg());
        }
        output.print(found, () -> BenchScaleCommand.lines(found));
        return 0;
    }

    private List<ScaleBench> read() throws IOException {
        List<ScaleBench> found = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            found.add(Json.read(line.getBytes(StandardCharsets.UTF_8), ScaleBench.class));
        }
        return found;
    }

    private List<ScaleBench> measure() throws IOException, InterruptedException {
        List<ScaleBench> found = new ArrayList<>();
        List<ScaleBench.Plan> plans = plans();
        try (ProgressLine progress = output.progress()) {
            for (int i = 0; i < plans.size(); i++) {
                progress.at("measuring", i, plans.size());
                try (Scratch scratch = new Scratch("koopwatch-bench")) {
                    found.add(ScaleBench.run(scratch.path(), plans.get(i)));
                }
                Files.writeString(
                        out,
                        new String(Json.write(found.get(i)), StandardCharsets.UTF_8) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        }
        return found;
    }

    private List<ScaleBench.Plan> plans() {
        List<ScaleBench.Plan> plans = new ArrayList<>();
        for (int i = 0; i < runs.length; i++) {
            plans.add(plan(runs[i], dimensions[0], windows[0], perS));
        }
        for (int i = 1; i < dimensions.length; i++) {
            plans.add(plan(runs[0], dimensions[i], windows[0], perS));
        }
        for (int i = 1; i < windows.length; i++) {
            plans.add(plan(runs[0], dimensions[0], windows[i], perS));
        }
        // What a value costs is told from what it costs in each row of a window by one with many values and few rows.
        plans.add(plan(runs[0], largest(dimensions), smallest(windows), perS));
        for (int slower : SLOWER) {
            plans.add(plan(runs[0], dimensions[0], windows[0], Math.max(1, perS / slower)));
        }
        return plans;
    }

    private static int largest(int[] sizes) {
        return Arrays.stream(sizes).max().orElseThrow();
    }

    private static int smallest(int[] sizes) {
        return Arrays.stream(sizes).min().orElseThrow();
    }

    private ScaleBench.Plan plan(int n, int dimension, int window, int rate) {
        BenchAnalysis.requireBetween("--runs", n, 1, MOST);
        BenchAnalysis.requireBetween("--dims", dimension, 1, MOST);
        BenchAnalysis.requireBetween("--windows", window, 4, 4096);
        BenchAnalysis.requireBetween("--per-s", perS, 1, MOST);
        BenchAnalysis.requireBetween("--fill-per-s", fillPerS, 1, MOST);
        BenchAnalysis.requireBetween("--warm", warm, 0, MOST);
        BenchAnalysis.requireBetween("--seconds", seconds, 1, MOST);
        Analysis analysis = Analysis.newBuilder().setWindow(window).setRank(10).build();
        Duration interval = between(n, rate);
        int intervals = Math.max(1, (int) (Duration.ofSeconds(seconds).toNanos() / interval.toNanos()));
        return new ScaleBench.Plan(
                n, dimension, window, HOP, analysis, between(n, fillPerS), warm, interval, intervals, true);
    }

    private static Duration between(int n, int rate) {
        return Duration.ofNanos((long) (1e9 * n / rate));
    }
}
