/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.ended;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.previous;
import static io.github.koopwatch.agent.readmodel.Samples.run;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.result.ChangeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadModelClockTest {
    private final MovedClock clock = new MovedClock();
    private final List<String> forgotten = new ArrayList<>();
    private final List<ChangeEvent> silences = new ArrayList<>();
    private final ReadModel model = new ReadModel(
            clock,
            Expiry.standard(),
            Limits.standard(),
            (run, incarnation, step) -> forgotten.add(run + " " + incarnation + " " + step),
            silences::add);

    private void pass(Duration time) {
        clock.advance(time);
        model.sweep();
    }

    private String state() {
        return model.run("r").orElseThrow().state();
    }

    @Test
    void liveRun_withoutSnapshotForTenMinutes_isStaleUntilTheNext() {
        model.run("r", live("r", 7, START), START);
        pass(Duration.ofMinutes(10));
        assertThat(state()).isEqualTo("live");
        pass(Duration.ofMillis(1));
        assertThat(state()).isEqualTo("stale");
        model.run("r", live("r", 8, clock.millis()), clock.millis());
        assertThat(state()).isEqualTo("live");
    }

    private void forgetWhatIsAsked(ReadModel crowded) {
        crowded.sweep();
        forgotten.forEach(asked -> crowded.run(asked.substring(0, asked.indexOf(' ')), null, clock.millis()));
        forgotten.clear();
    }

    private ReadModel ofAtMost(int runs) {
        return new ReadModel(
                clock,
                Expiry.standard(),
                Limits.ofRuns(runs),
                (run, incarnation, step) -> forgotten.add(run + " " + incarnation + " " + step),
                silences::add);
    }

    @Test
    void knownRuns_atTheLimitAreKept_oneMoreAsksToForgetTheOneThatEndedFirst() {
        ReadModel crowded = ofAtMost(3);
        crowded.run("c", live("c", 1, START), START);
        crowded.run("a", ended("a", 5, START), START + 1);
        crowded.run("b", ended("b", 5, START), START + 2);
        crowded.sweep();
        assertThat(forgotten).isEmpty();
        crowded.run("d", live("d", 1, START), START);
        crowded.sweep();
        crowded.sweep();
        assertThat(forgotten).containsExactly("a " + INCARNATION + " 5");
    }

    @Test
    void knownRuns_thatSpeak_areNeverAskedToGo_silentOnesAre() {
        ReadModel crowded = ofAtMost(1);
        crowded.run("a", live("a", 1, START), START);
        crowded.run("b", live("b", 1, START), START);
        crowded.sweep();
        assertThat(forgotten).isEmpty();
        clock.advance(Duration.ofMinutes(11));
        crowded.run("b", live("b", 2, clock.millis()), clock.millis());
        crowded.sweep();
        assertThat(forgotten).containsExactly("a " + INCARNATION + " 1");
    }

    @Test
    void names_thatComeAndGoByTheThousand_leaveNoMoreRunsThanTheLimit() {
        ReadModel crowded = ofAtMost(100);
        for (int i = 0; i < 5000; i++) {
            crowded.run("n" + i, live("n" + i, 1, clock.millis()), clock.millis());
            crowded.spectrum(window("n" + i, 160));
            crowded.run("n" + i, ended("n" + i, 1, clock.millis()), clock.millis());
            clock.advance(Duration.ofMillis(100));
            if (i % 10 == 0) {
                forgetWhatIsAsked(crowded);
                assertThat(crowded.runs()).hasSizeLessThanOrEqualTo(100);
            }
        }
        assertThat(crowded.run("n4999")).isPresent();
        assertThat(crowded.run("n4800")).isEmpty();
    }

    @Test
    void silence_firesOneAlarmThatTheNextSnapshotResolves() {
        model.goLive();
        model.run("r", live("r", 7, START), START);
        pass(Duration.ofMinutes(11));
        pass(Duration.ofMinutes(1));
        assertThat(silences).singleElement().satisfies(a -> {
            assertThat(a.id()).isEqualTo("r/" + INCARNATION + "/weights/RunStale/7");
            assertThat(a.state()).isEqualTo("firing");
            assertThat(a.statistic()).isEqualTo(660);
            assertThat(a.severity()).isEqualTo("warning");
        });
        assertThat(model.metrics().events()).containsEntry("RunStale", 1L);

        model.run("r", live("r", 8, clock.millis()), clock.millis());
        assertThat(silences).extracting(ChangeEvent::state).containsExactly("firing", "resolved");
        assertThat(model.events("r")).extracting(ChangeEvent::state).containsExactly("resolved");
    }

    private ChangeEvent answered() {
        return Staleness.alert(live("r", 7, START), Duration.ofMinutes(11), Duration.ofMinutes(10))
                .answered(true, "expected: maintenance");
    }

    /** The topology writes the answer to the topic, and with the next snapshot the end. */
    @Test
    void silence_thatAPersonAnswered_staysAnsweredToItsEnd() {
        model.run("r", live("r", 7, START), START);
        pass(Duration.ofMinutes(11));
        model.event(answered());
        pass(Duration.ofMinutes(1));
        assertThat(model.events("r")).singleElement().satisfies(a -> {
            assertThat(a.isFiring()).isTrue();
            assertThat(a.severity()).isEqualTo("info");
        });
        model.run("r", live("r", 8, clock.millis()), clock.millis());
        assertThat(silences).last().satisfies(a -> {
            assertThat(a.isFiring()).isFalse();
            assertThat(a.acknowledged()).isEqualTo("expected: maintenance");
        });
        model.event(answered().resolved());
        assertThat(model.events("r"))
                .singleElement()
                .satisfies(a -> assertThat(a.isFiring()).isFalse());
    }

    @Test
    void silence_answeredBeforeARestart_isFoundAnswered() {
        model.event(answered());
        model.run("r", live("r", 7, START), START);
        pass(Duration.ofMinutes(11));
        assertThat(silences)
                .singleElement()
                .satisfies(a -> assertThat(a.acknowledged()).isEqualTo("expected: maintenance"));
        assertThat(model.firing()).extracting(ChangeEvent::severity).containsExactly("info");
    }

    @Test
    void silence_endOfTheRun_resolvesIt() {
        model.run("r", live("r", 7, START), START);
        pass(Duration.ofMinutes(11));
        model.run("r", ended("r", 7, START), clock.millis());
        assertThat(silences).extracting(ChangeEvent::state).containsExactly("firing", "resolved");
        assertThat(state()).isEqualTo("ended");
    }

    @Test
    void silence_isToldAsANewStateOfTheRun() {
        List<Object> told = new ArrayList<>();
        model.run("r", live("r", 7, START), START);
        model.goLive();
        model.listen(update -> told.add(update.type()));
        pass(Duration.ofMinutes(11));
        pass(Duration.ofMinutes(1));
        assertThat(told).containsExactly(Update.Type.EVENT, Update.Type.RUN);
    }

    @Test
    void runWithoutSnapshots_isJudgedByWhatWasSaidOfItLast() {
        model.run("r", run("r", "live", INCARNATION, null, null), START);
        pass(Duration.ofMinutes(11));
        assertThat(state()).isEqualTo("stale");
        pass(Duration.ofHours(24));
        assertThat(forgotten).containsExactly("r " + INCARNATION + " 0");
    }

    @Test
    void endedRun_leavesTheMetricsAfterFifteenMinutesAndTheApiAfterAWeek() {
        model.run("r", live("r", 7, START), START);
        clock.advance(Duration.ofMinutes(5));
        model.run("r", ended("r", 7, START), clock.millis());
        pass(Duration.ofMinutes(15));
        assertThat(model.metrics().runs()).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(model.metrics().runs()).isEmpty();
        assertThat(state()).isEqualTo("ended");
        pass(Duration.ofDays(6));
        assertThat(forgotten).isEmpty();
        pass(Duration.ofDays(1));
        assertThat(forgotten).containsExactly("r " + INCARNATION + " 7");
    }

    @Test
    void endedRun_refusedSnapshotAfterwards_doesNotProlongIt() {
        model.run("r", ended("r", 7, START), START);
        clock.advance(Duration.ofMinutes(14));
        model.run("r", ended("r", 7, START), clock.millis());
        pass(Duration.ofMinutes(2));
        assertThat(model.metrics().runs()).isEmpty();
    }

    @Test
    void endedRun_higherIncarnation_isLiveAgain() {
        model.run("r", ended("r", 7, START), START);
        clock.advance(Duration.ofHours(1));
        model.run("r", run("r", "live", INCARNATION + 1, 3L, clock.millis()), clock.millis());
        assertThat(state()).isEqualTo("live");
        assertThat(model.metrics().runs()).hasSize(1);
    }

    @Test
    void silentRun_leavesTheMetricsAfterADayAndIsAskedToBeForgotten() {
        model.run("r", live("r", 7, START), START);
        model.distance(previous("r", 0.1));
        pass(Duration.ofHours(24));
        assertThat(model.metrics().runs()).hasSize(1);
        assertThat(forgotten).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(model.metrics().runs()).isEmpty();
        assertThat(forgotten).containsExactly("r " + INCARNATION + " 7");
    }

    @Test
    void forgetting_isAskedAgainAfterTenMinutesUntilTheTombstone() {
        model.run("r", live("r", 7, START), START);
        pass(Duration.ofHours(25));
        pass(Duration.ofMinutes(9));
        assertThat(forgotten).hasSize(1);
        pass(Duration.ofMinutes(1));
        assertThat(forgotten).hasSize(2);
        model.run("r", null, clock.millis());
        pass(Duration.ofHours(1));
        assertThat(forgotten).hasSize(2);
    }

    @Test
    void resultsOfAnUnknownRun_waitTenMinutesForItsState() {
        model.spectrum(window("r", 0));
        model.spectrum(window("s", 0));
        pass(Duration.ofMinutes(10));
        model.run("r", live("r", 99, clock.millis()), clock.millis());
        pass(Duration.ofMillis(1));
        model.run("s", live("s", 99, clock.millis()), clock.millis());

        assertThat(model.metrics().runs())
                .filteredOn(m -> m.state().run().equals("r"))
                .hasSize(1)
                .allSatisfy(m -> assertThat(m.windows()).hasSize(1));
        assertThat(model.metrics().runs())
                .filteredOn(m -> m.state().run().equals("s"))
                .hasSize(1)
                .allSatisfy(m -> assertThat(m.windows()).isEmpty());
    }

    @Test
    void group_whoseRunsAreAllForgotten_isUnknown() {
        model.run("r", live("r", 7, START), START);
        model.distance(previous("r", 0.1));
        assertThat(model.groupDistances("g")).isPresent();
        model.run("r", null, START);
        assertThat(model.groupDistances("g")).isEmpty();
    }
}
