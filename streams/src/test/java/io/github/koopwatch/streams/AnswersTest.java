/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static io.github.koopwatch.streams.TopologyBench.walk;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.streams.stored.KeptEvents;
import io.github.koopwatch.v1.RunHead;
import io.github.koopwatch.v1.Silence;
import io.github.koopwatch.v1.StoredEvent;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person says of an alert, seen from the topics. */
class AnswersTest {
    private static final String NOT_FINITE = "r/" + BORN + "/weights/NonFinite/1";
    private static final String SILENT = "r/" + BORN + "/weights/RunStale/1";

    private final TopologyBench bench = new TopologyBench();

    @BeforeEach
    void oneRun() {
        bench.start("r", BORN, 1);
        bench.snapshot("r", BORN, 0, 1f);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void fireNotFinite() {
        bench.snapshot("r", BORN, 1, Float.NaN);
        bench.records(TopologyBench.TOPICS.deadLetters());
    }

    private ChangeEvent only() {
        List<ChangeEvent> events = bench.events();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private List<String> refusals() {
        return bench.records(TopologyBench.TOPICS.deadLetters()).stream()
                .map(r -> new String(r.headers().lastHeader("koopwatch-text").value()))
                .toList();
    }

    @Test
    void acknowledgement_isANewVersion_andSurvivesTheEnd() {
        fireNotFinite();
        assertThat(only().acknowledged()).isNull();
        bench.mark("r", BORN, 1, "looking at it", NOT_FINITE);
        ChangeEvent answered = only();
        assertThat(answered.id()).isEqualTo(NOT_FINITE);
        assertThat(answered.acknowledged()).isEqualTo("looking at it");
        assertThat(answered.isFiring()).isTrue();
        assertThat(answered.severity()).isEqualTo("critical");
        bench.snapshot("r", BORN, 2, 3f);
        ChangeEvent resolved = only();
        assertThat(resolved.isFiring()).isFalse();
        assertThat(resolved.acknowledged()).isEqualTo("looking at it");
        assertThat(resolved.message()).contains("finite again");
    }

    @Test
    void expectedText_makesANote_andStaysOneWhenAnsweredAgain() {
        fireNotFinite();
        bench.events();
        bench.mark("r", BORN, 1, "Expected: a fault was injected", NOT_FINITE);
        ChangeEvent expected = only();
        assertThat(expected.expected()).isTrue();
        assertThat(expected.severity()).isEqualTo("info");
        assertThat(expected.isNote()).isTrue();
        bench.mark("r", BORN, 1, "done", NOT_FINITE);
        assertThat(only()).satisfies(e -> {
            assertThat(e.expected()).isTrue();
            assertThat(e.acknowledged()).isEqualTo("done");
        });
        bench.snapshot("r", BORN, 2, 3f);
        assertThat(only().severity()).isEqualTo("info");
    }

    @Test
    void answer_withoutText_isStillAnAnswer() {
        fireNotFinite();
        bench.events();
        bench.mark("r", BORN, 1, "", NOT_FINITE);
        assertThat(only().acknowledged()).isEqualTo("acknowledged");
    }

    @Test
    void answer_afterARestart_findsTheStoredEvent() {
        fireNotFinite();
        try (TopologyBench restarted = TopologyBench.restoredFrom(bench)) {
            restarted.mark("r", BORN, 1, "seen", NOT_FINITE);
            assertThat(restarted.events()).extracting(ChangeEvent::acknowledged).containsExactly("seen");
        }
    }

    @Test
    void answer_afterTheEndOfTheRun_isTaken() {
        fireNotFinite();
        bench.end("r", BORN);
        bench.events();
        bench.mark("r", BORN, 1, "seen", NOT_FINITE);
        assertThat(only().acknowledged()).isEqualTo("seen");
    }

    @Test
    void unknownAlert_isADeadLetterWithExpectedAndActual_andHarmsNothing() {
        bench.mark("r", BORN, 0, "seen", "r/1/weights/Stall/7");
        assertThat(bench.events()).isEmpty();
        assertThat(refusals())
                .containsExactly(
                        "alert id: expected one of the newest 64 of run r or of group g, got 'r/1/weights/Stall/7'");
        bench.snapshot("r", BORN, 1, 2f);
        assertThat(bench.runs())
                .isNotEmpty()
                .last()
                .satisfies(run -> assertThat(run.lastStep()).isEqualTo(1));
    }

    @Test
    void alertOfAnOlderIncarnation_isNotAnsweredAnyMore() {
        fireNotFinite();
        bench.start("r", BORN + 1, 1);
        bench.events();
        bench.mark("r", BORN + 1, 1, "seen", NOT_FINITE);
        bench.mark("r", BORN, 1, "seen", NOT_FINITE);
        assertThat(bench.events()).isEmpty();
        assertThat(refusals()).hasSize(1);
    }

    @Test
    void onlyTheNewestEvents_areKept() {
        fireNotFinite();
        for (int i = 0; i < KeptEvents.KEPT; i++) {
            bench.snapshot("r", BORN, 2L * i + 2, 1f);
            bench.snapshot("r", BORN, 2L * i + 3, Float.NaN);
        }
        bench.events();
        bench.records(TopologyBench.TOPICS.deadLetters());
        bench.mark("r", BORN, 1, "seen", NOT_FINITE);
        assertThat(bench.events()).isEmpty();
        assertThat(refusals()).hasSize(1);
        bench.mark("r", BORN, 1, "seen", "r/" + BORN + "/weights/NonFinite/3");
        assertThat(only().acknowledged()).isEqualTo("seen");
    }

    /** The read model raised it, so that the topology learns of it from the answer. */
    @Test
    void alarmOfSilence_isAnswered_andEndsWithTheNextSnapshot() {
        bench.snapshot("r", BORN, 1, 2f);
        bench.mark("r", BORN, 1, "expected: the cluster is down", SILENT);
        ChangeEvent answered = only();
        assertThat(answered.id()).isEqualTo(SILENT);
        assertThat(answered.kind()).isEqualTo("RunStale");
        assertThat(answered.isFiring()).isTrue();
        assertThat(answered.severity()).isEqualTo("info");
        bench.mark("r", BORN, 1, "still", SILENT);
        assertThat(only().acknowledged()).isEqualTo("still");
        bench.snapshot("r", BORN, 2, 3f);
        assertThat(only()).satisfies(e -> {
            assertThat(e.id()).isEqualTo(SILENT);
            assertThat(e.isFiring()).isFalse();
            assertThat(e.acknowledged()).isEqualTo("still");
            assertThat(e.expected()).isTrue();
        });
        bench.snapshot("r", BORN, 3, 4f);
        assertThat(bench.events()).isEmpty();
    }

    @Test
    void alarmOfSilence_endsWithTheRun() {
        bench.mark("r", BORN, 0, "seen", "r/" + BORN + "/weights/RunStale/0");
        bench.events();
        bench.end("r", BORN);
        assertThat(only().isFiring()).isFalse();
    }

    @Test
    void alarmOfSilence_ofAnotherStep_isUnknown() {
        bench.mark("r", BORN, 0, "seen", SILENT);
        assertThat(bench.events()).isEmpty();
        assertThat(refusals()).hasSize(1);
    }

    @Test
    void evidence_ofValuesThatAreNotFinite_isWhatWasLogged() {
        bench.scalars("r", BORN, 0, Map.of("loss", 7.5));
        fireNotFinite();
        assertThat(Objects.requireNonNull(only().evidence()).scalars()).containsEntry("loss", 7.5);
        bench.snapshot("r", BORN, 2, 3f);
        assertThat(only().evidence()).isNull();
    }

    /** Bytes that changelogs hold; they must be read for good. */
    @Test
    void storedBytes_staySo() {
        StoredEvent event = StoredEvent.newBuilder()
                .setVersion(1)
                .setId("a")
                .setJson(ByteString.copyFromUtf8("{}"))
                .build();
        assertThat(HexFormat.of().formatHex(event.toByteArray())).isEqualTo("08011201611a027b7d");
        RunHead head = RunHead.newBuilder()
                .setVersion(1)
                .setEvents(5)
                .setSilence(Silence.newBuilder().setId("a"))
                .build();
        assertThat(HexFormat.of().formatHex(head.toByteArray())).isEqualTo("0801480552030a0161");
    }

    @Test
    void walkWithMarksAndScalars_afterARestart_goesOnAsIfUndisturbed() {
        float[][] rows = walk(5, 340, 6);
        try (TopologyBench whole = new TopologyBench();
                TopologyBench first = new TopologyBench()) {
            feed(whole, rows, 0, 340);
            feed(first, rows, 0, 200);
            try (TopologyBench second = TopologyBench.restoredFrom(first)) {
                feed(second, rows, 200, 340);
                List<ChangeEvent> parts = new ArrayList<>(first.events());
                parts.addAll(second.events());
                assertThat(parts)
                        .extracting(ChangeEvent::message)
                        .isEqualTo(whole.events().stream()
                                .map(ChangeEvent::message)
                                .toList());
                assertThat(parts).isNotEmpty();
            }
        }
    }

    private static void feed(TopologyBench bench, float[][] rows, int from, int to) {
        if (from == 0) {
            bench.start("w", BORN, 6);
        }
        for (int t = from; t < to; t++) {
            bench.scalars("w", BORN, t, Map.of("loss", 1 + 1.0 / (t + 1), "lr", 0.1));
            bench.snapshot("w", BORN, t, t == 150 ? new float[] {1, 2, 3, 4, 5, Float.NaN} : rows[t]);
            if (t == 180) {
                bench.mark("w", BORN, 180, "lr drop", "");
                bench.mark("w", BORN, 180, "seen", "w/" + BORN + "/weights/NonFinite/150");
            }
        }
    }
}
