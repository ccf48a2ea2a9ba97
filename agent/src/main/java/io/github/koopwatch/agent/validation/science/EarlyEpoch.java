/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.offline.EngineRun;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The first epoch of one training, in windows of 100 iterations without common rows.
 *
 * @param w1 [window][window] distances of their spectra
 * @param noted the step at which the engine noted an early phase; empty when it did not
 */
record EarlyEpoch(double[][] w1, OptionalLong noted) {
    /** Of every replica. */
    static List<EarlyEpoch> of(Arm arm, AnalysisSettings settings, Progress progress) {
        List<EarlyEpoch> all = new ArrayList<>();
        for (int replica = 0; replica < arm.replicas(); replica++) {
            progress.at("analysing " + arm.name(), replica, arm.replicas());
            EngineRun run = EngineRun.of(arm.x(), replica, settings, Progress.NONE);
            all.add(new EarlyEpoch(square(apart(run.windows(), settings.window())), noted(run.events())));
        }
        return all;
    }

    private static List<Eigenvalues> apart(List<AnalysedWindow> windows, int length) {
        return windows.stream()
                .filter(window -> !window.partial() && window.firstStep() % length == 0)
                .map(AnalysedWindow::result)
                .filter(Spectrum.class::isInstance)
                .map(result -> ((Spectrum) result).eigenvalues())
                .toList();
    }

    private static OptionalLong noted(List<ChangeEvent> events) {
        return events.stream()
                .filter(event -> event.kind().equals("EarlyPhase"))
                .mapToLong(ChangeEvent::step)
                .findFirst();
    }

    private static double[][] square(List<Eigenvalues> spectra) {
        return matrix(spectra.size(), i -> j -> Wasserstein.w1(spectra.get(i), spectra.get(j)));
    }

    /** Distances of the means of a curve over the same windows, as a square of their own. */
    static double[][] square(double[] curve, int windows) {
        int length = curve.length / windows;
        double[] means = IntStream.range(0, windows)
                .mapToDouble(w -> Arrays.stream(curve, w * length, (w + 1) * length)
                        .average()
                        .orElseThrow())
                .toArray();
        return matrix(windows, i -> j -> Math.abs(means[i] - means[j]));
    }

    private interface Row {
        IntToDoubleFunction of(int i);
    }

    private static double[][] matrix(int n, Row row) {
        double[][] d = new double[n][];
        Arrays.setAll(
                d,
                i -> IntStream.range(0, n)
                        .mapToDouble(j -> i == j ? 0 : row.of(i).applyAsDouble(j))
                        .toArray());
        return d;
    }

    /**
     * log₁₀ of how much farther the first window is from those of the last half than these are from each other: above 0
     * where the epoch begins with a transition.
     */
    static double transition(double[][] d) {
        int half = d.length / 2;
        double first = Arrays.stream(d[0], half, d.length).average().orElseThrow();
        double rest = IntStream.range(half, d.length)
                .boxed()
                .flatMapToDouble(i -> IntStream.range(half, i).mapToDouble(j -> d[i][j]))
                .average()
                .orElseThrow();
        return Math.log10(first / rest);
    }

    /** log₁₀ of the distances of all pairs, one after another. */
    static double[] logs(double[][] d) {
        return IntStream.range(0, d.length)
                .boxed()
                .flatMapToDouble(i -> IntStream.range(0, i).mapToDouble(j -> Math.log10(d[i][j])))
                .toArray();
    }

    /** The mean over replicas, of the logarithms. */
    static double[][] meanSquare(List<EarlyEpoch> all) {
        int n = all.get(0).w1().length;
        return matrix(
                n,
                i -> j -> Math.pow(
                        10,
                        all.stream()
                                .mapToDouble(epoch -> Math.log10(epoch.w1()[i][j]))
                                .average()
                                .orElseThrow()));
    }
}
