/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.dmd.SvdDmd;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import io.github.koopwatch.koopman.monitor.ObservableMonitor;
import io.github.koopwatch.koopman.monitor.ObservableSettings;
import io.github.koopwatch.koopman.monitor.Slots;
import io.github.koopwatch.koopman.monitor.Update;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The runs of the demonstration, put through the engine that the service uses. */
class DemoRunsTest {
    private static final DemoSettings SETTINGS = DemoSettings.standard(false);
    private static final Digits DIGITS = Digits.load();

    /** Distances computed from the results files that Redman et al. published. */
    private static final double MIRROR_GRADIENT = 0.00807324708558369;

    private static final double GRADIENT_BISECTION = 0.7534487932551577;
    private static final double MIRROR_BISECTION = 0.7460233566292821;

    private record Watched(List<AnalysedWindow> windows, List<Change> changes) {}

    @Test
    void optimisers_analysedAsPublished_givePublishedDistances() {
        Eigenvalues mirror = asPublished(TangentLoss.mirrorDescent());
        Eigenvalues gradient = asPublished(TangentLoss.gradientDescent());
        Eigenvalues bisection = asPublished(TangentLoss.bisection());
        Percentage share = Percentage.withPercentage(2);
        assertThat(Wasserstein.w1(mirror, gradient)).isCloseTo(MIRROR_GRADIENT, share);
        assertThat(Wasserstein.w1(gradient, bisection)).isCloseTo(GRADIENT_BISECTION, share);
        assertThat(Wasserstein.w1(mirror, bisection)).isCloseTo(MIRROR_BISECTION, share);
    }

    @Test
    void optimisers_asTheMonitorSeesThem_sameConclusionInEveryWindow() {
        List<AnalysedWindow> mirror = watch(run(DemoRuns.MIRROR)).windows();
        List<AnalysedWindow> gradient = watch(run(DemoRuns.GRADIENT)).windows();
        List<AnalysedWindow> bisection = watch(run(DemoRuns.BISECTION)).windows();
        assertThat(mirror).hasSameSizeAs(gradient).hasSameSizeAs(bisection);
        for (int i = 0; i < mirror.size(); i++) {
            double same = w1(mirror.get(i), gradient.get(i));
            assertThat(w1(mirror.get(i), bisection.get(i))).isGreaterThan(20 * same);
            assertThat(w1(gradient.get(i), bisection.get(i))).isGreaterThan(20 * same);
        }
    }

    @Test
    void optimisers_watched_noAlertOnTheirRestarts() {
        assertThat(watch(run(DemoRuns.MIRROR)).changes()).isEmpty();
    }

    @Test
    void jump_watched_foundWithinFiftyStepsAndNothingBefore() {
        int jump = DemoRuns.jumpAt(SETTINGS.steps());
        assertThat(watch(run(DemoRuns.JUMP)).changes())
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.step()).isBetween((long) jump, jump + 50L));
    }

    @Test
    void windows_ofEveryAnalysis_areTheOnesThatTheDemonstrationWaitsFor() {
        for (Trainer trainer : List.of(run("width-10-a"), run(DemoRuns.BISECTION))) {
            List<AnalysedWindow> windows = watch(trainer).windows();
            for (AnalysisSettings analysis : trainer.analyses()) {
                List<AnalysedWindow> own = windows.stream()
                        .filter(window -> window.settings().equals(analysis))
                        .toList();
                assertThat(own).hasSize(trainer.windows(analysis));
                assertThat(own.get(own.size() - 1).lastStep()).isEqualTo(trainer.lastWindowEnds(analysis));
            }
        }
    }

    @Test
    void groupsAndArms_threeReplicasOfTwoWidths_oneJump_threeOptimisers() {
        List<Trainer> runs = DemoRuns.all(DIGITS, SETTINGS.steps());
        assertThat(runs).extracting(Trainer::run).doesNotHaveDuplicates().hasSize(10);
        assertThat(runs).extracting(Trainer::group).containsOnly("demo-width", "demo-jump", "demo-optimisers");
        assertThat(runs)
                .filteredOn(run -> run.start().getArm().equals("width-10"))
                .hasSize(3);
        assertThat(runs)
                .filteredOn(run -> run.start().getArm().equals("width-40"))
                .hasSize(3);
        assertThat(runs)
                .allSatisfy(run ->
                        assertThat(run.start().getObservables(0).getDimension()).isLessThanOrEqualTo(1024));
    }

    private static Trainer run(String name) {
        return DemoRuns.all(DIGITS, SETTINGS.steps()).stream()
                .filter(trainer -> trainer.run().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Watched watch(Trainer trainer) {
        ObservableMonitor monitor = new ObservableMonitor(
                new ObservableSettings(
                        trainer.start().getObservables(0).getDimension(),
                        List.of(),
                        trainer.start().getStride(),
                        trainer.start().getBurst(),
                        trainer.analyses()),
                Slots.NONE);
        Watched watched = new Watched(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < trainer.rows(); i++) {
            Trainer.Row row = trainer.next();
            assertThat(row.step()).isEqualTo(trainer.stepOf(i));
            Update update = monitor.append(row.step(), row.weights());
            watched.windows().addAll(update.windows());
            watched.changes().addAll(update.changes());
        }
        return watched;
    }

    /** Four delays, uncentred, all modes, every start in one fit, in double precision. */
    private static Eigenvalues asPublished(double[][][] trajectories) {
        AnalysisSettings settings = new AnalysisSettings(
                AnalysisSettings.CUSTOM, TangentLoss.ROWS, 1, 4, AnalysisSettings.ALL, Centre.NONE, 1);
        return spectrum(SvdDmd.fit(trajectories, settings));
    }

    private static double w1(AnalysedWindow a, AnalysedWindow b) {
        return Wasserstein.w1(spectrum(a.result()), spectrum(b.result()));
    }

    private static Eigenvalues spectrum(DmdResult result) {
        assertThat(result).isInstanceOf(Spectrum.class);
        return ((Spectrum) result).eigenvalues();
    }
}
