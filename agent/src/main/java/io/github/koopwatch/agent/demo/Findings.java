/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.inference.ReplicaPermutation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the runs show, computed from the spectra and events that the service published. */
final class Findings {
    /** A change that is not found within about 50 steps is rarely found later; twice that is generous. */
    private static final int LATEST = 100;

    private static final String DENOISED = AnalysisSettings.denoised().preset();

    private final Map<String, RunResult> results;

    Findings(List<RunResult> results) {
        this.results = results.stream().collect(Collectors.toMap(RunResult::run, Function.identity()));
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add(jump());
        sentences.add(optimisers());
        sentences.add(widths());
        return sentences;
    }

    /** The first alert that the jump explains. */
    static Optional<ChangeEvent> jumpFound(int steps, List<ChangeEvent> events) {
        int jump = DemoRuns.jumpAt(steps);
        return events.stream()
                .filter(event -> !event.isNote() && event.step() >= jump && event.step() <= jump + LATEST)
                .findFirst();
    }

    private String jump() {
        RunResult run = result(DemoRuns.JUMP);
        int steps = run.trainer().rows();
        int at = DemoRuns.jumpAt(steps);
        long early =
                run.events().stream().filter(e -> !e.isNote() && e.step() < at).count();
        String known = String.format(
                Locale.ROOT,
                "%s: the learning rate rose from %.2f to %.2f at step %d and nobody said so;",
                DemoRuns.JUMP,
                DemoRuns.RATE_BEFORE,
                DemoRuns.RATE_AFTER,
                at);
        String found = jumpFound(steps, run.events())
                .map(e -> String.format(
                        " found at step %d, %s (%s, cause %s).", e.step(), later(e.step() - at), e.kind(), e.cause()))
                .orElse(" NOT found within " + LATEST + " steps.");
        return known + found + (early == 0 ? " No alert before it." : " Alerts before it: " + early + ".");
    }

    private static String later(long steps) {
        return steps == 1 ? "1 step later" : steps + " steps later";
    }

    private String optimisers() {
        OptionalDouble same = between(DemoRuns.MIRROR, DemoRuns.GRADIENT);
        OptionalDouble other = between(DemoRuns.GRADIENT, DemoRuns.BISECTION);
        OptionalDouble third = between(DemoRuns.MIRROR, DemoRuns.BISECTION);
        if (same.isEmpty() || other.isEmpty() || third.isEmpty()) {
            return "optimisers: no common windows, so nothing can be said.";
        }
        double nearer = Math.min(other.getAsDouble(), third.getAsDouble());
        return String.format(
                Locale.ROOT,
                "mirror and gradient descent: W1 %.4f; bisection from them: %.3f and %.3f, %.0f times as far. In the paper,"
                        + " in double precision with all starts in one fit: 0.0081, 0.746 and 0.753.",
                same.getAsDouble(),
                third.getAsDouble(),
                other.getAsDouble(),
                nearer / same.getAsDouble());
    }

    private OptionalDouble between(String a, String b) {
        return Spectra.meanW1(result(a).windows(), result(b).windows());
    }

    private String widths() {
        List<RunResult> narrow = arm(DemoRuns.NARROW);
        List<RunResult> all = new ArrayList<>(narrow);
        all.addAll(arm(DemoRuns.WIDE));
        if (all.stream().anyMatch(run -> run.windows(DENOISED).isEmpty())) {
            return "widths 10 and 40: no window of block means, which needs 1,000 steps, so nothing can be said.";
        }
        double[][] distances = distances(all);
        int n = narrow.size();
        return String.format(
                Locale.ROOT,
                "widths 10 and 40: mean W1 %.4f across, %.4f and %.4f among replicas; permutation of replicas p = %.2f."
                        + " With three a side p cannot fall below 0.10: a tendency at most, never a proof.",
                mean(distances, 0, n, n, all.size()),
                mean(distances, 0, n, 0, n),
                mean(distances, n, all.size(), n, all.size()),
                ReplicaPermutation.pValue(distances, n));
    }

    private List<RunResult> arm(String arm) {
        return results.values().stream()
                .filter(run -> run.trainer().start().getArm().equals(arm))
                .sorted(Comparator.comparing(RunResult::run))
                .toList();
    }

    private static double[][] distances(List<RunResult> runs) {
        double[][] distances = new double[runs.size()][runs.size()];
        for (int i = 0; i < runs.size(); i++) {
            for (int j = 0; j < i; j++) {
                distances[i][j] = Spectra.meanW1(
                                runs.get(i).windows(DENOISED), runs.get(j).windows(DENOISED))
                        .orElse(Double.NaN);
                distances[j][i] = distances[i][j];
            }
        }
        return distances;
    }

    /** Mean over a block of the matrix without its diagonal. */
    private static double mean(double[][] m, int fromRow, int toRow, int fromColumn, int toColumn) {
        double sum = 0;
        int count = 0;
        for (int i = fromRow; i < toRow; i++) {
            for (int j = fromColumn; j < toColumn; j++) {
                sum += m[i][j];
                count += i == j ? 0 : 1;
            }
        }
        return sum / count;
    }

    private RunResult result(String run) {
        RunResult result = results.get(run);
        if (result == null) {
            throw new IllegalArgumentException("findings: expected a result of run " + run + ", got none");
        }
        return result;
    }
}
