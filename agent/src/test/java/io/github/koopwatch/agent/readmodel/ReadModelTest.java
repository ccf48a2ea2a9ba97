/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.alert;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.pair;
import static io.github.koopwatch.agent.readmodel.Samples.previous;
import static io.github.koopwatch.agent.readmodel.Samples.run;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static io.github.koopwatch.agent.readmodel.Samples.withPresets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReadModelTest {
    private static final SpectraQuery ALL =
            new SpectraQuery("r", INCARNATION, "weights", "monitor", Long.MIN_VALUE, Long.MAX_VALUE);

    private final MovedClock clock = new MovedClock();
    private final List<Update> news = new ArrayList<>();
    private final ReadModel model = model(Limits.standard());

    private ReadModel model(Limits limits) {
        return new ReadModel(clock, Expiry.standard(), limits, (run, incarnation, step) -> {}, alert -> {});
    }

    private static SpectraQuery of(String run) {
        return new SpectraQuery(run, INCARNATION, "weights", "monitor", Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static List<Long> firstSteps(Selection selection) {
        return selection.windows().stream().map(WindowSpectrum::firstStep).toList();
    }

    @Test
    void spectra_moreThanFit_keepsTheNewestAndSaysSo() {
        ReadModel small = model(new Limits(3, 1 << 20, 10, 10));
        LongStream.range(0, 3).forEach(i -> small.spectrum(window("r", 10 * i)));
        assertThat(small.spectra(ALL).complete()).isTrue();
        small.spectrum(window("r", 30));

        assertThat(firstSteps(small.spectra(ALL))).containsExactly(10L, 20L, 30L);
        assertThat(small.spectra(ALL).complete()).isFalse();
    }

    @Test
    void spectra_everyIncarnationAndPresetIsASeriesOfItsOwn() {
        ReadModel small = model(new Limits(1, 1 << 20, 10, 10));
        small.spectrum(window("r", 10));
        small.spectrum(window("r", "paper", INCARNATION, 20, false));
        small.spectrum(window("r", "monitor", INCARNATION + 1, 30, false));

        assertThat(firstSteps(small.spectra(ALL))).containsExactly(10L);
        assertThat(small.spectra(ALL).complete()).isTrue();
    }

    @Test
    void spectra_overTheBudgetOfBytes_theFirstToComeLeaveFirstWhateverTheirRun() {
        ReadModel small = model(new Limits(1000, 5 * 620, 10, 10));
        LongStream.range(0, 4).forEach(i -> small.spectrum(window("old", 10 * i)));
        LongStream.range(0, 3).forEach(i -> small.spectrum(window("new", 10 * i)));

        assertThat(firstSteps(small.spectra(of("old")))).containsExactly(20L, 30L);
        assertThat(firstSteps(small.spectra(of("new")))).containsExactly(0L, 10L, 20L);
        assertThat(small.spectra(of("new")).complete()).isTrue();
    }

    @Test
    void spectra_windowsThatHaveLeft_takeNoRoom() {
        ReadModel small = model(new Limits(2, 5 * 620, 10, 10));
        small.run("gone", live("gone", 100, START), START);
        LongStream.range(0, 2).forEach(i -> small.spectrum(window("gone", 10 * i)));
        small.spectrum(window("stays", 0));
        small.spectrum(window("stays", 0)); // again
        LongStream.range(0, 4).forEach(i -> small.spectrum(window("long", 10 * i))); // two fit
        small.run("gone", null, START);
        LongStream.range(0, 2).forEach(i -> small.spectrum(window("new", 10 * i)));

        assertThat(firstSteps(small.spectra(of("stays")))).containsExactly(0L);
        assertThat(firstSteps(small.spectra(of("long")))).containsExactly(20L, 30L);
        assertThat(firstSteps(small.spectra(of("new")))).containsExactly(0L, 10L);
        small.spectrum(window("another", 0));
        assertThat(firstSteps(small.spectra(of("stays")))).isEmpty();
    }

    @Test
    void spectra_ofAStrangerThatIsGone_takeNoRoom() {
        ReadModel small = model(new Limits(10, 2 * 620, 10, 10));
        small.run("r", live("r", 100, START), START);
        small.spectrum(window("r", 0));
        small.spectrum(window("stranger", 0));
        clock.advance(Duration.ofMinutes(11));
        small.sweep();
        small.spectrum(window("r", 10));
        assertThat(firstSteps(small.spectra(ALL))).containsExactly(0L, 10L);
    }

    @Test
    void spectra_sameWindowAgain_standsOnce() {
        model.spectrum(window("r", 0));
        model.spectrum(window("r", 0));
        assertThat(firstSteps(model.spectra(ALL))).containsExactly(0L);
    }

    @Test
    void spectra_bounds_takeWholeWindowsOnly() {
        LongStream.range(0, 10).forEach(i -> model.spectrum(window("r", 10 * i)));
        SpectraQuery bounded = new SpectraQuery("r", INCARNATION, "weights", "monitor", 15, 145);
        assertThat(firstSteps(model.spectra(bounded))).containsExactly(20L, 30L, 40L);
    }

    @Test
    void spectra_truncatedHistory_isNeverComplete() {
        model.historyTruncated();
        model.spectrum(window("r", 0));
        assertThat(model.spectra(ALL).complete()).isFalse();
    }

    @Test
    void spectra_memoryThatReachesBeforeTheQuery_isCompleteForIt() {
        model.historyTruncated();
        LongStream.range(5, 10).forEach(i -> model.spectrum(window("r", 10 * i)));
        SpectraQuery later = new SpectraQuery("r", INCARNATION, "weights", "monitor", 51, Long.MAX_VALUE);
        SpectraQuery fromTheFirst = new SpectraQuery("r", INCARNATION, "weights", "monitor", 50, Long.MAX_VALUE);
        assertThat(model.spectra(later).complete()).isTrue();
        assertThat(model.spectra(fromTheFirst).complete()).isFalse();
    }

    @Test
    void events_newerVersion_replacesTheOlder() {
        model.run("r", live("r", 100, START), START);
        model.event(alert("r", "Stall", 50, "firing"));
        model.event(alert("r", "RegimeShift", 20, "firing"));
        model.event(alert("r", "Stall", 50, "resolved"));

        assertThat(model.events("r"))
                .extracting(ChangeEvent::kind, ChangeEvent::state)
                .containsExactly(tuple("RegimeShift", "firing"), tuple("Stall", "resolved"));
    }

    @Test
    void groupEvents_holdsThoseOfTheGroupAndOfItsRuns() {
        model.run("r", live("r", 100, START), START);
        model.event(alert("r", "Stall", 50, "firing"));
        model.event(alert(null, "GrokkingDivergence", 60, "firing"));

        assertThat(model.groupEvents("g").orElseThrow())
                .extracting(ChangeEvent::kind)
                .containsExactly("Stall", "GrokkingDivergence");
        assertThat(model.groupEvents("other")).isEmpty();
    }

    @Test
    void distances_newerOfTheSamePairAndReference_replacesTheOlder() {
        model.run("a", live("a", 100, START), START);
        model.run("b", live("b", 100, START), START);
        model.distance(pair("a", "b", 0.1));
        model.distance(previous("a", 0.2));
        model.distance(pair("a", "b", 0.3));

        assertThat(model.groupDistances("g").orElseThrow())
                .extracting(SpectrumDistance::reference, SpectrumDistance::w1)
                .containsExactly(tuple("previous", 0.2), tuple("pair", 0.3));
    }

    @Test
    void tombstone_removesTheRunAndAllThatNamesIt() {
        model.run("a", live("a", 100, START), START);
        model.run("b", live("b", 100, START), START);
        model.spectrum(window("a", 0));
        model.event(alert("a", "Stall", 50, "firing"));
        model.distance(pair("a", "b", 0.1));
        model.distance(previous("b", 0.2));
        model.run("a", null, START);

        assertThat(model.run("a")).isEmpty();
        assertThat(model.events("a")).isEmpty();
        assertThat(model.spectra(of("a")).windows()).isEmpty();
        assertThat(model.groupDistances("g").orElseThrow())
                .extracting(SpectrumDistance::reference)
                .containsExactly("previous");
    }

    @Test
    void tombstone_pastDistancesAreGoneWithTheNextSweep() {
        model.run("a", live("a", 100, START), START);
        model.run("b", live("b", 100, START), START);
        model.distance(pair("a", "b", 0.1));
        model.distance(previous("b", 0.2));
        model.run("a", null, START);
        model.sweep();
        model.run("a", live("a", 100, START), START);

        assertThat(model.distanceHistory("g"))
                .hasValueSatisfying(
                        h -> assertThat(h).extracting(SpectrumDistance::w1).containsExactly(0.2));
    }

    @Test
    void tombstoneOfARunThatCameBackBeforeTheSweep_keepsItsDistances() {
        model.run("a", live("a", 100, START), START);
        model.run("a", null, START);
        model.run("a", live("a", 100, START), START);
        model.distance(previous("a", 0.3));
        model.sweep();
        assertThat(model.distanceHistory("g"))
                .hasValueSatisfying(h -> assertThat(h).hasSize(1));
    }

    @Test
    void tombstoneOfAnUnknownRun_changesNothing() {
        model.run("a", null, START);
        assertThat(model.runs()).isEmpty();
    }

    @Test
    void firstPreset_isTheOneThatTheRunNamesFirst() {
        model.spectrum(window("r", 0));
        model.run("r", withPresets(live("r", 100, START), "paper", "monitor"), START);
        assertThat(model.firstPreset("r", INCARNATION, "weights")).contains("paper");
    }

    @Test
    void firstPreset_notNamed_isTheOneWithTheFirstFullWindow() {
        model.run("r", withPresets(live("r", 100, START)), START);
        assertThat(model.firstPreset("r", INCARNATION, "weights")).isEmpty();
        model.spectrum(window("r", "paper", INCARNATION, 0, true));
        assertThat(model.firstPreset("r", INCARNATION, "weights")).contains("paper");
        model.spectrum(window("r", 0));
        assertThat(model.firstPreset("r", INCARNATION, "weights")).contains("monitor");
    }

    @Test
    void metrics_showTheNewestFullWindowOfTheCurrentIncarnation() {
        model.run("r", live("r", 300, START), START);
        model.spectrum(window("r", 0));
        model.spectrum(window("r", 10));
        assertThat(model.metrics().runs().get(0).windows())
                .extracting(WindowSpectrum::firstStep)
                .containsExactly(10L);

        model.run("r", run("r", "live", INCARNATION + 1, 5L, START), START);
        assertThat(model.metrics().runs().get(0).windows()).isEmpty();
    }

    @Test
    void metrics_partialWindow_isNotShown() {
        model.run("r", withPresets(live("r", 60, START), "paper"), START);
        model.spectrum(window("r", "paper", INCARNATION, 0, true));
        assertThat(model.metrics().runs().get(0).windows()).isEmpty();
    }

    @Test
    void metrics_alertsThatFireInTheCurrentIncarnationOnly() {
        model.run("r", live("r", 300, START), START);
        model.event(alert("r", "Stall", 50, "firing"));
        model.event(alert("r", "Oscillation", 60, "resolved"));
        assertThat(model.metrics().runs().get(0).alerts())
                .extracting(ChangeEvent::kind)
                .containsExactly("Stall");

        model.run("r", run("r", "live", INCARNATION + 1, 5L, START), START);
        assertThat(model.metrics().runs().get(0).alerts()).isEmpty();
    }

    @Test
    void eventCounts_countEachNewIdOnceSinceLive() {
        model.event(alert("r", "Stall", 10, "firing"));
        model.goLive();
        model.event(alert("r", "Stall", 10, "resolved"));
        model.event(alert("r", "Stall", 20, "firing"));
        model.event(alert("r", "Stall", 20, "resolved"));
        model.event(alert("r", "OfAnotherVersion", 20, "firing"));

        assertThat(model.metrics().events())
                .containsEntry("Stall", 1L)
                .containsEntry("NonFinite", 0L)
                .hasSize(11);
    }

    @Test
    void listeners_hearOnlyWhatIsNewOnceLive() {
        model.listen(news::add);
        model.run("r", live("r", 100, START), START);
        model.goLive();
        model.run("r", live("r", 101, START), START);
        model.spectrum(window("r", 0));
        model.distance(pair("r", "s", 0.1));
        model.event(alert("r", "Stall", 50, "firing"));
        model.run("r", null, START);

        assertThat(news)
                .extracting(Update::type)
                .containsExactly(
                        Update.Type.RUN,
                        Update.Type.SPECTRUM,
                        Update.Type.DISTANCE,
                        Update.Type.EVENT,
                        Update.Type.REMOVED);
        assertThat(news.get(2).runs()).containsExactlyInAnyOrder("r", "s");
        assertThat(news).extracting(Update::group).containsOnly("g");
    }
}
