/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.v1.GroupAnswer;
import io.github.koopwatch.v1.GroupGone;
import io.github.koopwatch.v1.GroupHead;
import io.github.koopwatch.v1.GroupInput;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person says of an alert between runs, from a mark in the log of one of them to the topic of events. */
class GroupAnswersTest {
    private static final String APART = "g:a:b/0/weights/RunsDiverged/99";
    private static final String TOGETHER = "g:/0/-/RegimeShift/700";
    private static final int REPLICAS = 5;

    private final TopologyBench bench = new TopologyBench();
    private final Sweep sweep = new Sweep(bench, "g", 1);

    @BeforeEach
    void aRunThatCarriesTheAnswers() {
        bench.start("r", BORN, 1);
        bench.snapshot("r", BORN, 0, 1f);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** Arms a and b are called different at their first look. */
    private ChangeEvent fireApart() {
        for (int i = 0; i < REPLICAS; i++) {
            sweep.joins("a" + i, BORN, "a", false);
            sweep.joins("b" + i, BORN, "b", false);
        }
        for (int i = 0; i < REPLICAS; i++) {
            sweep.tells("a" + i, BORN, sweep.window(0, 0.9, 0.01));
            sweep.tells("b" + i, BORN, sweep.window(0, 0.6, 0.01));
        }
        return only();
    }

    private void endArmA() {
        for (int i = 0; i < REPLICAS; i++) {
            sweep.ends("a" + i, BORN, "a");
        }
    }

    private void say(String text, String id) {
        bench.mark("r", BORN, 0, text, id);
    }

    private ChangeEvent only() {
        List<ChangeEvent> events = bench.events();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private List<String> refusals() {
        return bench.records(TopologyBench.TOPICS.deadLetters()).stream()
                .map(r -> new String(r.headers().lastHeader("koopwatch-text").value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Map<String, Bytes> keys(TopologyBench of, String section) {
        Map<String, Bytes> keys = new TreeMap<>();
        try (var all = of.groupStore().all()) {
            all.forEachRemaining(entry ->
                    keys.put(new String(entry.key.get(), StandardCharsets.ISO_8859_1).replace('\0', '.'), entry.key));
        }
        keys.keySet().removeIf(key -> !key.startsWith("g." + section + "."));
        return keys;
    }

    @Test
    void acknowledgement_isANewVersion_andSurvivesTheEnd() {
        assertThat(fireApart().acknowledged()).isNull();
        say("looking at it", APART);
        assertThat(only()).satisfies(answered -> {
            assertThat(answered.id()).isEqualTo(APART);
            assertThat(answered.acknowledged()).isEqualTo("looking at it");
            assertThat(answered.severity()).isEqualTo("warning");
            assertThat(answered.isFiring()).isTrue();
        });
        endArmA();
        assertThat(only()).satisfies(resolved -> {
            assertThat(resolved.isFiring()).isFalse();
            assertThat(resolved.acknowledged()).isEqualTo("looking at it");
        });
    }

    @Test
    void expectedText_makesANote_andStaysOneWhenAnsweredAgainAndResolved() {
        fireApart();
        say("Expected: the arms are meant to differ", APART);
        assertThat(only()).satisfies(expected -> {
            assertThat(expected.expected()).isTrue();
            assertThat(expected.severity()).isEqualTo("info");
        });
        say("done", APART);
        assertThat(only()).satisfies(again -> {
            assertThat(again.isNote()).isTrue();
            assertThat(again.acknowledged()).isEqualTo("done");
        });
        endArmA();
        assertThat(only().isNote()).isTrue();
    }

    @Test
    void answer_toAnAlertThatIsResolved_isTaken() {
        fireApart();
        endArmA();
        bench.events();
        say("", APART);
        assertThat(only()).satisfies(answered -> {
            assertThat(answered.isFiring()).isFalse();
            assertThat(answered.acknowledged()).isEqualTo("acknowledged");
        });
    }

    @Test
    void alarmOfTheGroup_isAnswered_andItsEndTellsTheSame() {
        for (int i = 0; i < REPLICAS; i++) {
            sweep.joins("a" + i, BORN, "a", false);
        }
        for (int i = 0; i < REPLICAS; i++) {
            sweep.alarms("a" + i, BORN, 700);
        }
        assertThat(only().id()).isEqualTo(TOGETHER);
        say("expected: the node was drained", TOGETHER);
        assertThat(only().isNote()).isTrue();
        sweep.tells("a0", BORN, sweep.window(1200, 0.9, 0.01));
        assertThat(only()).satisfies(resolved -> {
            assertThat(resolved.id()).isEqualTo(TOGETHER);
            assertThat(resolved.isFiring()).isFalse();
            assertThat(resolved.isNote()).isTrue();
            assertThat(resolved.acknowledged()).isEqualTo("expected: the node was drained");
        });
    }

    @Test
    void answer_afterARestart_findsTheStoredAlert_andSurvivesTheNextRestart() {
        fireApart();
        try (TopologyBench restarted = TopologyBench.restoredFrom(bench)) {
            restarted.mark("r", BORN, 0, "seen", APART);
            assertThat(restarted.events()).extracting(ChangeEvent::acknowledged).containsExactly("seen");
            try (TopologyBench again = TopologyBench.restoredFrom(restarted)) {
                for (int i = 0; i < REPLICAS; i++) {
                    new Sweep(again, "g", 1).ends("a" + i, BORN, "a");
                }
                assertThat(again.events()).singleElement().satisfies(resolved -> {
                    assertThat(resolved.isFiring()).isFalse();
                    assertThat(resolved.acknowledged()).isEqualTo("seen");
                });
            }
        }
    }

    /** As it is in a store of before answers were taken, and when many newer alerts have followed. */
    @Test
    void openAlert_thatIsKeptInItsPairAlone_isAnsweredToo() throws Exception {
        fireApart();
        keys(bench, "E").values().forEach(bench.groupStore()::delete);
        Bytes head = keys(bench, "H").values().iterator().next();
        GroupHead stored = GroupHead.parseFrom(bench.groupStore().get(head));
        bench.groupStore().put(head, stored.toBuilder().clearEvents().build().toByteArray());
        say("seen", APART);
        assertThat(only().acknowledged()).isEqualTo("seen");
        endArmA();
        assertThat(only().acknowledged()).isEqualTo("seen");
    }

    @Test
    void unknownAlertOfTheGroup_isADeadLetterWithExpectedAndActual_andChangesNothing() {
        fireApart();
        say("seen", "g:a:b/0/weights/RunsDiverged/7");
        assertThat(bench.events()).isEmpty();
        assertThat(refusals())
                .containsExactly(
                        "alert id: expected one of the newest 64 of group g, got 'g:a:b/0/weights/RunsDiverged/7'");
        assertThat(keys(bench, "E")).hasSize(1);
    }

    @Test
    void alertOfAnotherGroup_isRefusedByTheRun() {
        say("seen", "h:a:b/0/weights/RunsDiverged/99");
        assertThat(bench.events()).isEmpty();
        assertThat(refusals()).singleElement().asString().contains("of run r or of group g");
    }

    @Test
    void answer_thatIsLongerThanADoorTakes_isADeadLetter() {
        GroupAnswer answer = GroupAnswer.newBuilder()
                .setAlertId(APART)
                .setText("a".repeat(1025))
                .build();
        bench.tell(
                "g",
                GroupInput.newBuilder()
                        .setVersion(1)
                        .setRun("r")
                        .setIncarnation(BORN)
                        .setAnswer(answer)
                        .build());
        assertThat(refusals()).containsExactly("text (characters): expected at most 1024, got 1025");
    }

    @Test
    void events_goWithTheGroup() {
        fireApart();
        assertThat(keys(bench, "E").keySet()).containsExactly("g.E......");
        for (int i = 0; i < REPLICAS; i++) {
            gone("a" + i);
            gone("b" + i);
        }
        gone("r");
        assertThat(keys(bench, "E")).isEmpty();
        assertThat(keys(bench, "H")).isEmpty();
    }

    private void gone(String run) {
        bench.tell(
                "g",
                GroupInput.newBuilder()
                        .setVersion(1)
                        .setRun(run)
                        .setIncarnation(BORN)
                        .setGone(GroupGone.getDefaultInstance())
                        .build());
    }

    /** Bytes that topics and changelogs hold; they must be read for good. */
    @Test
    void wireBytes_staySo() {
        GroupInput input = GroupInput.newBuilder()
                .setVersion(1)
                .setRun("r")
                .setIncarnation(5)
                .setAnswer(GroupAnswer.newBuilder().setAlertId("a").setText("b"))
                .build();
        assertThat(HexFormat.of().formatHex(input.toByteArray())).isEqualTo("080112017218054206" + "0a0161120162");
        GroupHead head = GroupHead.newBuilder().setVersion(1).setEvents(3).build();
        assertThat(HexFormat.of().formatHex(head.toByteArray())).isEqualTo("08014003");
    }
}
