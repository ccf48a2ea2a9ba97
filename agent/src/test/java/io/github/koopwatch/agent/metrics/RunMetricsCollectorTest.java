/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.alert;
import static io.github.koopwatch.agent.readmodel.Samples.arms;
import static io.github.koopwatch.agent.readmodel.Samples.distance;
import static io.github.koopwatch.agent.readmodel.Samples.ended;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.pair;
import static io.github.koopwatch.agent.readmodel.Samples.previous;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static io.github.koopwatch.agent.readmodel.Samples.withScalars;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.readmodel.Expiry;
import io.github.koopwatch.agent.readmodel.Limits;
import io.github.koopwatch.agent.readmodel.MovedClock;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.contract.result.ModeFigures;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunMetricsCollectorTest {
    private static final int MOST_SERIES = 150_000;

    private final MovedClock clock = new MovedClock();
    private final ReadModel model =
            new ReadModel(clock, Expiry.standard(), Limits.standard(), (r, i, s) -> {}, a -> {});
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void register() {
        registry.getPrometheusRegistry().register(new RunMetricsCollector(model::metrics, MOST_SERIES));
    }

    private List<String> samples(String prefix) {
        return registry.scrape().lines().filter(l -> l.startsWith(prefix)).toList();
    }

    private void oneRun() {
        model.run("one", live("one", 259, START), START);
        model.spectrum(window("one", 160));
    }

    @Test
    void scrape_smallModel_isTheGoldenText() {
        model.goLive();
        oneRun();
        model.run("two", ended("two", 99, START - 1000), START);
        model.distance(previous("one", 0.02));
        model.distance(pair("one", "two", 0.5));
        model.distance(arms("arm-one", "arm-two", 0.4, 0.01));
        model.event(alert("one", "Stall", 200, "firing"));

        List<String> lines =
                registry.scrape().lines().filter(l -> !l.startsWith("# HELP")).toList();
        assertThat(String.join("\n", lines)).isEqualTo(Golden.SMALL_MODEL);
    }

    @Test
    void scrape_everyFamilyHasAHelpTextAndAType() {
        model.goLive();
        oneRun();
        List<String> lines = registry.scrape().lines().toList();
        List<String> typed = lines.stream()
                .filter(l -> l.startsWith("# TYPE"))
                .map(l -> l.split(" ")[2])
                .toList();
        List<String> helped = lines.stream()
                .filter(l -> l.startsWith("# HELP") && l.length() > 60)
                .map(l -> l.split(" ")[2])
                .toList();
        assertThat(typed).doesNotHaveDuplicates().isEqualTo(helped).hasSizeGreaterThan(10);
    }

    @Test
    void scrape_beforeTheFirstWindow_hasStepInfoAndScalarsOnly() {
        model.run("one", live("one", 42, START), START);
        assertThat(samples("koopwatch_").stream()
                        .filter(l -> l.contains("run=\"one\""))
                        .toList())
                .containsExactly(
                        "koopwatch_run_info{arm=\"arm-one\",group=\"g\",run=\"one\",state=\"live\"} 1",
                        "koopwatch_run_last_snapshot_timestamp_seconds{run=\"one\"} 1.8E9",
                        "koopwatch_run_step{run=\"one\"} 42.0",
                        "koopwatch_scalar{name=\"loss\",run=\"one\"} 0.5");
    }

    @Test
    void scrape_afterExpiry_nothingOfTheRunIsLeft() {
        oneRun();
        model.distance(previous("one", 0.02));
        clock.advance(Duration.ofHours(25));
        assertThat(registry.scrape()).doesNotContain("run=\"one\"");
    }

    @Test
    void scrape_staleRun_saysSo() {
        oneRun();
        clock.advance(Duration.ofMinutes(11));
        assertThat(samples("koopwatch_run_info")).singleElement().asString().contains("state=\"stale\"");
    }

    @Test
    void scrape_distanceOfAnotherPresetOrIncarnation_isLeftOut() {
        oneRun();
        SpectrumDistance d = previous("one", 0.02);
        model.distance(new SpectrumDistance(
                d.group(),
                d.run(),
                null,
                null,
                null,
                d.observable(),
                "paper",
                INCARNATION,
                null,
                "early",
                0,
                99,
                false,
                0.3,
                0.1,
                Double.NaN));
        model.distance(new SpectrumDistance(
                d.group(),
                d.run(),
                null,
                null,
                null,
                d.observable(),
                "monitor",
                INCARNATION - 1,
                null,
                "previous",
                0,
                99,
                false,
                0.3,
                0.1,
                Double.NaN));
        assertThat(samples("koopwatch_spectrum_distance")).isEmpty();
    }

    @Test
    void scrape_baselineThatChanged_standsOnceWithTheNewerValue() {
        oneRun();
        model.distance(distance("baseline", "one", "base-a", 0.1));
        model.distance(distance("baseline", "one", "base-b", 0.2));
        model.run("base-a", live("base-a", 259, START), START);
        model.run("base-b", live("base-b", 259, START), START);
        assertThat(samples("koopwatch_spectrum_distance{"))
                .containsExactly(
                        "koopwatch_spectrum_distance{observable=\"weights\",reference=\"baseline\",run=\"one\"} 0.2");
    }

    @Test
    void scrape_richestRun_hasAtMostSixtySeries() {
        Map<String, Double> scalars = new HashMap<>();
        IntStream.range(0, 50).forEach(i -> scalars.put("metric-" + i, 1.0 * i));
        scalars.put("loss", 3.0);
        scalars.put("lr", 0.1);
        model.run("one", withScalars(live("one", 259, START), scalars), START);
        model.spectrum(ofRank(40));
        Stream.of("previous", "early").forEach(r -> model.distance(distance(r, "one", null, 0.1)));
        model.distance(distance("baseline", "one", "one", 0.1));
        for (String kind : List.of(
                "RegimeShift",
                "Instability",
                "Oscillation",
                "Stall",
                "Converged",
                "NonFinite",
                "PartialFreeze",
                "EarlyPhase",
                "RunsDiverged",
                "RunStale")) {
            model.event(alert("one", kind, 200, "firing"));
            model.event(alert("one", kind, 210, "firing"));
        }

        List<String> ofRun = samples("koopwatch_").stream()
                .filter(l -> l.contains("run=\"one\""))
                .toList();
        assertThat(ofRun).hasSize(60).doesNotHaveDuplicates();
        assertThat(samples("koopwatch_scalar"))
                .hasSize(6)
                .anyMatch(l -> l.contains("name=\"loss\""))
                .anyMatch(l -> l.contains("name=\"lr\""));
        assertThat(samples("koopwatch_eigenvalue_real")).hasSize(13).anyMatch(l -> l.contains("mode=\"12\""));
    }

    private static WindowSpectrum ofRank(int rank) {
        return new WindowSpectrum(
                "one",
                "weights",
                "monitor",
                INCARNATION,
                160,
                259,
                false,
                rank,
                IntStream.range(0, rank)
                        .mapToObj(i -> new double[] {1 - i / 100.0, 0})
                        .toList(),
                new double[rank],
                IntStream.range(0, rank).toArray(),
                1,
                0.1,
                3,
                1e-3,
                0.5,
                null,
                ModeFigures.none(),
                new MotionFigures(12, 4, 1.5, -0.01, new double[0], 1.25, 0.125));
    }

    @Test
    void scrape_moreRunsThanFit_keepsThoseKnownLongestAndSaysHowManyAreLeftOut() {
        for (int i = 0; i < RunMetricsCollector.MOST_RUNS + 5; i++) {
            model.run("run-" + i, live("run-" + i, i, START + i), START);
        }
        assertThat(samples("koopwatch_run_step")).hasSize(RunMetricsCollector.MOST_RUNS);
        assertThat(samples("koopwatch_run_step{run=\"run-0\"}")).hasSize(1);
        assertThat(samples("koopwatch_run_step{run=\"run-1004\"}")).isEmpty();
        assertThat(samples("koopwatch_series_left_out{what=\"runs\"}"))
                .containsExactly("koopwatch_series_left_out{what=\"runs\"} 5.0");
    }

    @Test
    void scrape_endedRuns_makeRoomForThoseThatSpeak() {
        for (int i = 0; i < RunMetricsCollector.MOST_RUNS; i++) {
            model.run("gone-" + i, ended("gone-" + i, 9, START), START);
        }
        model.run("here", live("here", 1, START - 1000), START);
        assertThat(samples("koopwatch_run_step{run=\"here\"}")).hasSize(1);
        assertThat(samples("koopwatch_run_step")).hasSize(RunMetricsCollector.MOST_RUNS);
    }

    @Test
    void scrape_moreSeriesThanFit_staysUnderTheLimitAndCountsTheRest() {
        PrometheusMeterRegistry small = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        small.getPrometheusRegistry().register(new RunMetricsCollector(model::metrics, 1000));
        for (int i = 0; i < 40; i++) {
            String run = "run-%02d".formatted(i);
            model.run(run, live(run, 259, START), START);
            model.spectrum(window(run, 160));
            for (int j = 0; j < i; j++) {
                model.distance(pair("run-%02d".formatted(j), run, 0.1));
            }
        }
        List<String> shown =
                small.scrape().lines().filter(l -> l.contains("run=\"")).toList();
        assertThat(shown).hasSizeLessThanOrEqualTo(1000).anyMatch(l -> l.contains("run=\"run-00\""));
        assertThat(small.scrape()).contains("koopwatch_series_left_out{what=\"runs\"} 24.0");
    }

    @Test
    void scrape_thousandsOfNamesThatComeAndGo_leavesThoseThatSpeakAndAnEvenNumberOfSeries() {
        model.run("steady", live("steady", 1, START), START);
        for (int i = 0; i < 5000; i++) {
            model.run("name-" + i, live("name-" + i, 1, clock.millis()), clock.millis());
            model.run("name-" + i, ended("name-" + i, 1, clock.millis()), clock.millis());
            clock.advance(Duration.ofSeconds(1));
            model.run("steady", live("steady", i + 2, clock.millis()), clock.millis());
        }
        assertThat(samples("koopwatch_run_step{run=\"steady\"}")).hasSize(1);
        assertThat(samples("koopwatch_run_step")).hasSize(901); // those that ended in the last 15 minutes
    }

    @Test
    void scrape_pairsOfALargeGroup_areBounded() {
        for (int i = 0; i < 40; i++) {
            String run = "run-%02d".formatted(i);
            model.run(run, live(run, 1, START), START);
            for (int j = 0; j < i; j++) {
                model.distance(pair("run-%02d".formatted(j), run, 0.1));
            }
        }
        assertThat(samples("koopwatch_pair_distance")).hasSize(DistanceSeries.MOST_PER_GROUP);
        assertThat(samples("koopwatch_series_left_out{what=\"pairs\"}"))
                .containsExactly("koopwatch_series_left_out{what=\"pairs\"} 280.0");
    }

    @Test
    void scrape_scalarNamedLikeAnAttack_isEscapedOrLeftOut() {
        model.run(
                "one",
                withScalars(live("one", 1, START), Map.of("a\"} 1\\", 1.0, "line\nbreak", 2.0, "x".repeat(64), 3.0)),
                START);
        assertThat(samples("koopwatch_scalar"))
                .containsExactly("koopwatch_scalar{name=\"a\\\"} 1\\\\\",run=\"one\"} 1.0");
    }

    @Test
    void openMetrics_endsAsItShould() {
        oneRun();
        String text = registry.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(text).endsWith("# EOF\n").contains("# TYPE koopwatch_run info");
    }
}
