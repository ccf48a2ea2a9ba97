/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Scene.BORN;
import static io.github.koopwatch.agent.ingest.Scene.observable;
import static io.github.koopwatch.agent.ingest.Scene.run;
import static io.github.koopwatch.agent.ingest.Scene.snapshot;

import com.google.protobuf.UnknownFieldSet;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import java.util.List;
import java.util.stream.Stream;

/** Scenes of odd data, continued: single messages and names, whatever came before them. */
final class OddShapes {
    private OddShapes() {}

    static Stream<Scene> scenes() {
        return Stream.of(shapes(), newer(), names()).flatMap(s -> s);
    }

    private static Stream<Scene> shapes() {
        long largest = 1L << 53;
        return Stream.of(
                Scene.of("empty message").start(1).send(r -> r).verdicts("ok", "malformed"),
                Scene.of("tensor without elements").start(1).snap(0).verdicts("ok", "dimension"),
                Scene.of("observable without elements").start(0).verdicts("dimension"),
                OddData.rows(Scene.of("one element").start(OddData.small(1)), 0, 8, t -> new float[] {t * t})
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
            record.setSnapshot(OddData.bytes(values));
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
