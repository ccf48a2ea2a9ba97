/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final List<Trainer> TRAINERS = DemoRuns.all(Digits.load(), 1200);
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(2);

    private final List<String> failures = new ArrayList<>();

    @Test
    void of_everythingThere_noFailureAndEveryWindow() throws Exception {
        try (FakeApi api = FakeApi.complete(TRAINERS)) {
            List<RunResult> results = collect(api);
            assertThat(failures).isEmpty();
            assertThat(results.get(0).windows()).hasSize(111);
            assertThat(results.get(0).windows("denoised")).hasSize(3);
            assertThat(results.get(9).windows()).hasSize(16);
            assertThat(results.get(6).events()).hasSize(1);
        }
    }

    @Test
    void of_aWindowIsMissing_theRunAndPresetAreNamed() throws Exception {
        try (FakeApi api = FakeApi.complete(TRAINERS)) {
            api.windows(TRAINERS.get(1), AnalysisSettings.denoised(), 1);
            collect(api);
            assertThat(failures).containsExactly("spectra: run width-10-b, preset denoised: expected 3 windows, got 2");
        }
    }

    @Test
    void of_metricsLackARun_theRunIsNamed() throws Exception {
        try (FakeApi api = FakeApi.complete(TRAINERS)) {
            api.metricsOf(TRAINERS.stream()
                    .map(Trainer::run)
                    .filter(run -> !run.equals("bisection"))
                    .toList());
            collect(api);
            assertThat(failures)
                    .containsExactly("metrics: run bisection: expected koopwatch_eigenvalue_real, got none");
        }
    }

    @Test
    void of_noAlertOnTheJump_saidSo() throws Exception {
        try (FakeApi api = FakeApi.complete(TRAINERS)) {
            api.events(
                    DemoRuns.JUMP,
                    List.of(
                            FakeApi.alert(599, FakeApi.INCARNATION), // before it
                            FakeApi.alert(602, FakeApi.INCARNATION - 1))); // another incarnation's
            collect(api);
            assertThat(failures)
                    .containsExactly("events: run lr-jump: expected an alert on the learning rate's jump, got none");
        }
    }

    @Test
    void of_serviceGone_everyStageOfEveryRunFailsAndNothingIsThrown() throws Exception {
        FakeApi api = FakeApi.complete(TRAINERS);
        api.close();
        collect(api);
        assertThat(failures).hasSize(6 * 2 + 4 + 10 + 10); // presets, metrics, events
    }

    private List<RunResult> collect(FakeApi api) throws InterruptedException {
        Results results = new Results(new DemoApi(api.address(), Access.OPEN), new FakeClock(), LIMIT);
        List<RunResult> all = new ArrayList<>();
        for (Trainer trainer : TRAINERS) {
            all.add(results.of(trainer, 0.5, FakeApi.INCARNATION));
        }
        failures.addAll(results.failures());
        return all;
    }
}
