/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Scene.BORN;
import static io.github.koopwatch.agent.ingest.Scene.observable;
import static io.github.koopwatch.agent.ingest.Scene.run;
import static io.github.koopwatch.agent.ingest.Scene.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.GroupRange;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Sketch;
import io.github.koopwatch.v1.Snapshot;
import java.util.List;
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
        return Stream.of(order(), gaps(), values(), changes(), clocks(), shapes(), newer(), names())
                .flatMap(s -> s);
    }

    /** Windows of 8 rows, every 4 rows one. */
    private static RunStart.Builder small(int dimension) {
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

    private static Scene rows(Scene scene, long from, long to, IntFunction<float[]> row) {
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

    private static Snapshot.Builder bytes(int count) {
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

    private static Stream<Scene> shapes() {
        long largest = 1L << 53;
        return Stream.of(
                Scene.of("empty message").start(1).send(r -> r).verdicts("ok", "malformed"),
                Scene.of("tensor without elements").start(1).snap(0).verdicts("ok", "dimension"),
                Scene.of("observable without elements").start(0).verdicts("dimension"),
                rows(Scene.of("one element").start(small(1)), 0, 8, t -> new float[] {t * t})
                        .verdicts("ok")
                        .windows(1),
                Scene.of("largest step").start(1).snap(largest, 1).verdicts("ok"),
                Scene.of("step beyond the largest")
                        .start(1)
                        .snap(largest + 1, 1)
                        .snap(Long.MAX_VALUE, 1)
                        .snap(-1, 1)
                        .verdicts("ok", "malformed", "malformed", "malformed"),
                Scene.of("largest incarnation")
                        .incarnation(largest)
                        .start(1)
                        .snap(0, 1)
                        .verdicts("ok"),
                Scene.of("incarnation beyond the largest")
                        .incarnation(-1)
                        .start(1)
                        .verdicts("malformed"),
                Scene.of("largest dimension").start(65_536).verdicts("ok"),
                Scene.of("dimension beyond the largest").start(65_537).verdicts("too_large"),
                Scene.of("dimension of all ones").start(-1).verdicts("too_large"),
                Scene.of("shard of all ones")
                        .start(1)
                        .snap(snapshot(0, 1).setShard(-1))
                        .verdicts("ok", "shard"),
                Scene.of("shards beyond the largest")
                        .start(run(1).setShards(1025))
                        .verdicts("shard"),
                Scene.of("no run").start(run(1).setRun("")).verdicts("key"),
                Scene.of("before the start")
                        .snap(0, 1)
                        .scalars(Scalars.newBuilder().putValues("loss", 1))
                        .start(1)
                        .verdicts("not_started", "not_started", "ok"),
                Scene.of("snapshot of an incarnation that has not started")
                        .start(1)
                        .incarnation(BORN + 1)
                        .snap(0, 1)
                        .verdicts("ok", "not_started"),
                Scene.of("largest record")
                        .start(1)
                        .send(r -> padded(r, Topics.LARGEST_RECORD))
                        .verdicts("ok", "dimension"),
                Scene.of("record one byte over the largest")
                        .start(1)
                        .send(r -> padded(r, Topics.LARGEST_RECORD + 1))
                        .verdicts("ok", "too_large"),
                Scene.of("text over the longest")
                        .start(1)
                        .mark(Mark.newBuilder().setText("x".repeat(1025)))
                        .verdicts("ok", "too_large"),
                Scene.of("mark that says nothing")
                        .start(1)
                        .mark(Mark.newBuilder().setStep(1))
                        .verdicts("ok", "malformed"),
                Scene.of("scalars that are not finite")
                        .start(1)
                        .scalars(Scalars.newBuilder()
                                .putValues("loss", Double.NaN)
                                .putValues("lr", 1e300))
                        .verdicts("ok"),
                Scene.of("scalars without a value")
                        .start(1)
                        .scalars(Scalars.newBuilder())
                        .verdicts("ok", "malformed"),
                Scene.of("window beyond the largest")
                        .start(analysed(Analysis.newBuilder().setWindow(-1)))
                        .verdicts("malformed"),
                Scene.of("preset that nobody knows")
                        .start(analysed(Analysis.newBuilder().setPreset("papier")))
                        .verdicts("malformed"));
    }

    private static RunStart.Builder analysed(Analysis.Builder analysis) {
        return run(1).addAnalyses(analysis);
    }

    /** A snapshot record of exactly this many bytes. */
    private static Record.Builder padded(Record.Builder record, int size) {
        int values = size;
        while (true) {
            record.setSnapshot(bytes(values));
            int over = record.build().getSerializedSize() - size;
            if (over == 0) {
                return record;
            }
            values -= over;
        }
    }

    /** What a newer publisher may send. */
    private static Stream<Scene> newer() {
        UnknownFieldSet more = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                .build();
        return Stream.of(
                Scene.of("fields of a newer version")
                        .start(run(1).setUnknownFields(more))
                        .snap(snapshot(0, 1).setUnknownFields(more))
                        .verdicts("ok"),
                Scene.of("body of a newer version")
                        .start(1)
                        .send(r -> r.setUnknownFields(more))
                        .verdicts("ok", "malformed"),
                Scene.of("setting of a newer version")
                        .start(analysed(Analysis.newBuilder().setCentreValue(99)))
                        .verdicts("malformed"));
    }

    private static Stream<Scene> names() {
        List<String> bad = List.of(
                "a\"b",
                "a\nb",
                "a\\b",
                "{run=\"x\"}",
                "a\r\nb",
                "\u001b[31mred",
                "${jndi:ldap://x}",
                "<script>alert(1)</script>",
                "\"}) or vector(1)",
                "../etc",
                "a\u0000b",
                "\u202ea",
                "\u0430bc",
                "x".repeat(10_240));
        return Stream.of(
                        all("run with a name that breaks the rule", bad, name -> run(1).setRun(name), "key"),
                        all("group with a name that breaks the rule", bad, name -> run(1).setGroup(name), "key"),
                        all("arm with a name that breaks the rule", bad, name -> run(1).setArm(name), "key"),
                        all(
                                "observable with a name that breaks the rule",
                                bad,
                                name -> run(1).setObservables(0, observable(1).setName(name)),
                                "key"))
                .flatMap(s -> s);
    }

    /** A start that is refused ends a stream, so each name has a scene; they share the row of the table. */
    private static Stream<Scene> all(
            String row,
            List<String> names,
            java.util.function.Function<String, RunStart.Builder> start,
            String verdict) {
        return names.stream().map(name -> Scene.of(row).start(start.apply(name)).verdicts(verdict));
    }
}
