/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.mechanics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A gauge read off a run between two steps: the mean of a scalar, or of a window's figure over the windows that lie there.
 * {@code most_negative_eigenvalue} is the least real part, {@code leading_eigenvalue} the real part of the mode with most
 * of the motion; {@code A/B} the ratio of two means; {@code drift A} how far a
 * scalar has moved from the first step to the last; {@code half A} when a scalar is first a half; {@code peak A} in the
 * middle of which hop a window's figure is largest; {@code events KIND} how many alerts and notes began there, or fired.
 */
final class Reading {
    private static final ObjectMapper TREES = new ObjectMapper();
    private static final String LEAST = "most_negative_eigenvalue";
    private static final String LEADING = "leading_eigenvalue";
    private static final double HALF = 0.5;

    private final Shown run;
    private final long first;
    private final long last;

    private Reading(Shown run, long first, long last) {
        this.run = run;
        this.first = first;
        this.last = last;
    }

    /** NaN where the run shows nothing of it there. Throws BadInput for a gauge that there is none of. */
    static double of(String gauge, Shown run, long first, long last) {
        return new Reading(run, first, last).read(gauge);
    }

    /** All that the run shows of a scalar or of a figure of its windows. */
    static List<double[]> series(String name, Shown run) {
        return new Reading(run, Long.MIN_VALUE, Long.MAX_VALUE).named(name);
    }

    private double read(String gauge) {
        String[] words = gauge.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "drift" -> drift(rest);
            case "half" -> half(rest);
            case "peak" -> peak(rest);
            case "events" -> events(rest);
            default -> ratio(gauge);
        };
    }

    private double ratio(String gauge) {
        int slash = gauge.indexOf('/');
        return slash < 0 ? mean(gauge) : mean(gauge.substring(0, slash)) / mean(gauge.substring(slash + 1));
    }

    private double mean(String name) {
        return named(name).stream().mapToDouble(at -> at[1]).average().orElse(Double.NaN);
    }

    private List<double[]> named(String name) {
        return run.scalars().containsKey(name) ? scalar(name) : windows(name);
    }

    private double drift(String name) {
        List<double[]> values = scalar(name);
        return values.isEmpty() ? Double.NaN : values.get(values.size() - 1)[1] - values.get(0)[1];
    }

    private double half(String name) {
        return scalar(name).stream()
                .filter(at -> at[1] >= HALF)
                .mapToDouble(at -> at[0])
                .findFirst()
                .orElse(Double.NaN);
    }

    private double peak(String name) {
        double hop = hop();
        return windows(name).stream()
                .max(Comparator.comparingDouble(at -> at[1]))
                .map(at -> at[0] - hop / 2)
                .orElse(Double.NaN);
    }

    private double events(String kind) {
        long count = run.events().stream()
                .filter(e -> kind.isEmpty() || e.kind().equals(kind))
                .filter(e -> within(e.step()) || within(e.onsetStep()))
                .count();
        return Math.min(1, count);
    }

    private boolean within(long step) {
        return step >= first && step <= last;
    }

    private List<double[]> scalar(String name) {
        List<double[]> values = run.scalars().get(name);
        if (values == null) {
            throw new BadInput(name + ": expected a scalar of the run, one of "
                    + run.scalars().keySet() + ", got none of that name");
        }
        return values.stream().filter(at -> within((long) at[0])).toList();
    }

    /** [last step, figure] of the windows that lie between the steps, without those that do not say. */
    private List<double[]> windows(String name) {
        return run.windows().stream()
                .filter(w -> w.degenerate() == null && w.lastStep() >= first && w.lastStep() <= last)
                .filter(w -> name.startsWith("update_") || w.firstStep() >= first) // updates are those of the last hop
                .map(w -> new double[] {w.lastStep(), figure(w, name)})
                .filter(at -> Double.isFinite(at[1]))
                .toList();
    }

    private static double figure(WindowSpectrum window, String name) {
        return switch (name) {
            case LEAST ->
                window.eigenvalues().stream().mapToDouble(e -> e[0]).min().orElse(Double.NaN);
            case LEADING -> leading(window);
            default -> field(window, name);
        };
    }

    private static double leading(WindowSpectrum window) {
        double[] energies = window.modeFigures().energies();
        return IntStream.range(0, energies.length)
                .boxed()
                .max(Comparator.comparingDouble(i -> energies[i]))
                .map(i -> window.eigenvalues().get(i)[0])
                .orElse(Double.NaN);
    }

    private static double field(WindowSpectrum window, String name) {
        try {
            JsonNode value = TREES.readTree(Json.write(window)).path(name);
            if (value.isMissingNode()) {
                throw new BadInput(name + ": expected a figure of a window or a scalar of the run, got neither");
            }
            return value.asDouble(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Steps between windows. */
    private double hop() {
        List<WindowSpectrum> windows = run.windows();
        return windows.size() < 2
                ? 0
                : windows.get(1).lastStep() - windows.get(0).lastStep();
    }
}
