/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Scene.BORN;
import static io.github.koopwatch.agent.ingest.Scene.observable;
import static io.github.koopwatch.agent.ingest.Scene.run;
import static io.github.koopwatch.agent.ingest.Scene.snapshot;

import com.google.protobuf.ByteString;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.GroupRange;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Sketch;
import io.github.koopwatch.v1.Snapshot;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The scenes of the table of odd data in docs/operations.md, each with what its rule makes of it. */
final class OddData {
    private static final long TEN_MINUTES = 600_000L;
    private static final long TEN_YEARS = 315_532_800_000L;
    private static final long YEAR_2262 = 9_214_646_400_000L;
    private static final int WINDOW = 8;

    private OddData() {}

    static Stream<Scene> scenes() {
        return Stream.of(order(), gaps(), values(), changes(), clocks(), OddShapes.scenes())
                .flatMap(s -> s);
    }

    /** Windows of 8 rows, every 4 rows one. */
    static RunStart.Builder small(int dimension) {
        return run(dimension)
                .addAnalyses(Analysis.newBuilder().setWindow(WINDOW).setHop(4).setRank(2));
    }

    private static float[] walk(int t) {
        Random random = new Random(t);
        return new float[] {(float) (t + random.nextGaussian()), (float) (0.5 * t + random.nextGaussian())};
    }

    /** Steps [from, to) of a walk in two dimensions. */
    private static Scene walked(Scene scene, long from, long to) {
        return rows(scene, from, to, OddData::walk);
    }

    static Scene rows(Scene scene, long from, long to, IntFunction<float[]> row) {
        for (long t = from; t < to; t++) {
            scene.snap(t, row.apply((int) t));
        }
        return scene;
    }

    private static Stream<Scene> order() {
        return Stream.of(
                walked(walked(Scene.of("duplicates").start(small(2)), 0, 8), 4, 8)
                        .verdicts("ok")
                        .drops("duplicate", "duplicate", "duplicate", "duplicate")
                        .windows(1),
                walked(Scene.of("conflicting duplicate").start(small(2)), 0, 8)
                        .snap(5, 1, 2)
                        .verdicts("ok")
                        .drops("conflict")
                        .windows(1),
                walked(walked(Scene.of("out of order").start(small(2)), 0, 5).snap(6, walk(6)), 5, 9)
                        .verdicts("ok")
                        .drops("duplicate", "duplicate")
                        .windows(1),
                walked(Scene.of("late").start(small(2)), 100, 108)
                        .snap(3, 1, 2)
                        .verdicts("ok")
                        .drops("duplicate")
                        .windows(1),
                walked(walked(Scene.of("steps that go back").start(small(2)), 500, 508), 100, 104)
                        .verdicts("ok")
                        .drops("duplicate", "duplicate", "duplicate", "duplicate")
                        .windows(1),
                walked(
                                walked(
                                                Scene.of("steps that go back, new incarnation")
                                                        .start(small(2)),
                                                500,
                                                508)
                                        .incarnation(BORN + 1)
                                        .start(small(2)),
                                100,
                                108)
                        .verdicts("ok")
                        .windows(2),
                Scene.of("resend after the end")
                        .start(small(2))
                        .snap(0, 1, 2)
                        .end()
                        .snap(0, 1, 2)
                        .snap(1, 1, 2)
                        .verdicts("ok")
                        .drops("duplicate", "duplicate"));
    }

    private static Stream<Scene> gaps() {
        return Stream.of(
                walked(walked(Scene.of("gap of 1").start(small(2)), 0, 4), 5, 9)
                        .verdicts("ok")
                        .windows(1),
                walked(walked(Scene.of("gap of 10").start(small(2)), 0, 7), 17, 25)
                        .verdicts("ok")
                        .windows(1),
                walked(walked(Scene.of("gap longer than the window").start(small(2)), 0, 8), 1000, 1008)
                        .verdicts("ok")
                        .windows(2),
                missingShard());
    }

    private static Scene missingShard() {
        Scene scene = Scene.of("missing shard").start(small(1).setShards(2));
        scene.snap(snapshot(0, 1).setShard(1));
        for (int step = 1; step <= 8; step++) {
            scene.snap(snapshot(step, step).setShard(0));
            scene.snap(snapshot(step, step * step).setShard(1));
        }
        return scene.verdicts("ok").drops("incomplete").windows(1);
    }

    private static Stream<Scene> values() {
        return Stream.of(
                Scene.of("NaN")
                        .start(2)
                        .snap(0, 1, 2)
                        .snap(1, 1, Float.NaN)
                        .snap(2, 1, 2)
                        .verdicts("ok", "ok", "not_finite", "ok")
                        .alarms("NonFinite firing", "NonFinite resolved"),
                Scene.of("infinity")
                        .start(1)
                        .snap(0, Float.POSITIVE_INFINITY)
                        .snap(1, Float.NEGATIVE_INFINITY)
                        .verdicts("ok", "not_finite", "not_finite")
                        .alarms("NonFinite firing"),
                Scene.of("1e300")
                        .start(1)
                        .snap(0, (float) 1e300)
                        .verdicts("ok", "not_finite")
                        .alarms("NonFinite firing"),
                rows(Scene.of("squares that overflow float").start(small(2)), 0, 8, t ->
                                new float[] {Float.MAX_VALUE * (t % 2 == 0 ? 1 : -1), Float.MAX_VALUE / (t + 1)})
                        .verdicts("ok")
                        .windows(1),
                rows(Scene.of("denormal").start(small(2)), 0, 8, t ->
                                new float[] {Float.MIN_VALUE * t, Float.MIN_VALUE * (t % 3)})
                        .verdicts("ok")
                        .windows(1),
                rows(Scene.of("all zero").start(small(2)), 0, 8, t -> new float[2])
                        .verdicts("ok")
                        .windows(1),
                rows(Scene.of("constant").start(small(2)), 0, 8, t -> new float[] {7, -3})
                        .verdicts("ok")
                        .windows(1),
                rows(Scene.of("rank 1").start(small(2)), 0, 8, t -> new float[] {t, 2 * t})
                        .verdicts("ok")
                        .windows(1),
                sumOfShardsOverflows());
    }

    private static Scene sumOfShardsOverflows() {
        return Scene.of("shards whose sum overflows")
                .start(run(1).setShards(2))
                .snap(snapshot(0, Float.MAX_VALUE).setShard(0))
                .snap(snapshot(0, Float.MAX_VALUE).setShard(1))
                .verdicts("ok")
                .alarms("NonFinite firing");
    }

    private static Stream<Scene> changes() {
        Sketch halves = Sketch.newBuilder()
                .addGroups(GroupRange.newBuilder().setName("a").setTo(1))
                .build();
        return Stream.of(
                Scene.of("dimension of a snapshot changes")
                        .start(2)
                        .snap(0, 1, 2)
                        .snap(1, 1, 2, 3)
                        .snap(2, 1, 2)
                        .verdicts("ok", "ok", "dimension", "ok"),
                Scene.of("dimension of the run changes")
                        .start(2)
                        .snap(0, 1, 2)
                        .start(3)
                        .snap(1, 1, 2)
                        .verdicts("ok", "ok", "conflict", "ok"),
                walked(
                                walked(
                                                Scene.of("dimension changes with the incarnation")
                                                        .start(small(2)),
                                                0,
                                                8)
                                        .incarnation(BORN + 1)
                                        .start(small(3))
                                        .snap(0, 1, 2, 3)
                                        .incarnation(BORN),
                                8,
                                9)
                        .verdicts("ok")
                        .drops("stale_incarnation")
                        .windows(1),
                Scene.of("layer set changes")
                        .start(2)
                        .start(run(2).setObservables(0, observable(2).setSketch(halves)))
                        .verdicts("ok", "conflict"),
                Scene.of("observable that was not declared")
                        .start(2)
                        .snap(snapshot(0, 1, 2).setObservable("other"))
                        .verdicts("ok", "unknown_observable"),
                Scene.of("dtype changes to float64").start(2).snap(bytes(16)).verdicts("ok", "dimension"),
                Scene.of("dtype changes to float16").start(2).snap(bytes(4)).verdicts("ok", "dimension"),
                Scene.of("settings change").start(2).start(small(2)).verdicts("ok", "conflict"));
    }

    static Snapshot.Builder bytes(int count) {
        return snapshot(0).setValues(ByteString.copyFrom(new byte[count]));
    }

    private static Stream<Scene> clocks() {
        return Stream.of(
                clock("clock 10 minutes back", -TEN_MINUTES, false),
                clock("clock 10 years back", -TEN_YEARS, false),
                clock("clock at 1970", -BORN, false),
                clock("clock 10 minutes ahead", TEN_MINUTES, true),
                clock("clock 10 years ahead", TEN_YEARS, true),
                clock("clock at 2262", YEAR_2262 - BORN, true));
    }

    /** A job that starts again on a machine whose clock is wrong. */
    private static Scene clock(String name, long skew, boolean ahead) {
        Scene scene = walked(Scene.of(name).start(small(2)), 0, 8)
                .incarnation(BORN + skew)
                .start(small(2));
        walked(scene, 0, 8);
        return ahead
                ? scene.verdicts("ok").windows(2)
                : scene.verdicts("ok")
                        .drops(Stream.generate(() -> "stale_incarnation")
                                .limit(8)
                                .toArray(String[]::new))
                        .alarms("RunStale firing")
                        .windows(1);
    }
}
