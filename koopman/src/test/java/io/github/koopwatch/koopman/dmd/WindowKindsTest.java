/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.all;
import static io.github.koopwatch.koopman.Samples.settings;
import static io.github.koopwatch.koopman.Samples.spectrum;
import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.window.RowRing;
import io.github.koopwatch.koopman.window.RowRing.StoredRow;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kinds of motion that are hard on a Gram matrix, each beside an explicit SVD of whole columns. */
class WindowKindsTest {
    private static final int WINDOW = 60;
    private static final int DIMENSION = 150;

    enum Kind {
        WALK(1e-3, t -> 0, t -> 1),
        LARGE_WEIGHTS(1e3, t -> 0, t -> 1e-2),
        DRIFT_AND_TINY_OSCILLATION(1, t -> t, t -> 1e-4 * Math.cos(Math.PI * t)),
        FLIP(1, t -> t % 2 == 0 ? 1 : -1, t -> 1e-3),
        CONTRACTION(1, t -> Math.pow(0.8, t), t -> 1e-5),
        EQUAL_ROWS(1, t -> 0, t -> t % 3 == 0 ? 1 : 0),
        FROZEN_AFTER_HALF(1, t -> 0, t -> t < 30 ? 1 : 0);

        private final float[][] rows;

        /** Along one fixed direction as {@code along} says, and a random walk with steps as {@code step} says. */
        Kind(double weights, IntToDoubleFunction along, IntToDoubleFunction step) {
            Random random = new Random(ordinal());
            rows = new float[WINDOW][DIMENSION];
            for (int k = 0; k < DIMENSION; k++) {
                double start = weights * random.nextGaussian();
                double direction = random.nextGaussian();
                double walk = 0;
                for (int t = 0; t < WINDOW; t++) {
                    walk += step.applyAsDouble(t) * random.nextGaussian();
                    rows[t][k] = (float) (start + direction * along.applyAsDouble(t) + walk);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void fit_everyKind_equalsTheDefinition(Kind kind) {
        for (Centre centre : Centre.values()) {
            for (int delays : new int[] {0, 4}) {
                RowRing ring = ring(kind.rows, WINDOW);
                Spectrum fast = spectrum(Dmd.fit(ring, all(ring), settings(WINDOW, delays, 10, centre)));
                Spectrum direct = new Direct().add(kind.rows, 0, WINDOW, delays).fit(fast.rank(), centre);
                assertThat(fast.rank()).as("%s, %d delays", centre, delays).isEqualTo(10);
                assertThat(Wasserstein.w1(fast.eigenvalues(), direct.eigenvalues()))
                        .as("%s, %d delays", centre, delays)
                        .isLessThan(2e-11);
            }
        }
    }

    /** The same rows behind every possible anchor: the row count decides which of them it is. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void fit_everyAnchor_isTheSameToRounding(Kind kind) {
        for (Centre centre : Centre.values()) {
            AnalysisSettings settings = settings(WINDOW, 0, 10, centre);
            RowRing first = ring(kind.rows, WINDOW);
            Spectrum expected = spectrum(Dmd.fit(first, all(first), settings));
            for (int count = WINDOW + 1; count < 2 * WINDOW; count += 3) {
                RowRing ring = ring(kind.rows, count);
                Spectrum other = spectrum(Dmd.fit(ring, all(ring), settings));
                assertThat(other.rank()).isEqualTo(expected.rank());
                assertThat(Wasserstein.w1(other.eigenvalues(), expected.eigenvalues()))
                        .as("%s, anchor %d", centre, (count - 1) / WINDOW * WINDOW - count + WINDOW)
                        .isLessThan(2e-11);
            }
        }
    }

    /** A window twice as far from its anchor as it is long: another analysis keeps a longer ring. */
    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_shortWindowOfALongRing_equalsTheDefinition(Centre centre) {
        float[][] rows = walk(9, 3 * WINDOW, DIMENSION, 1, 0.1);
        RowRing ring = new RowRing(DIMENSION, 3 * WINDOW);
        for (int t = 0; t < rows.length; t++) {
            ring.append(t, t, rows[t]);
        }
        Span last = new Span(2L * WINDOW, 3L * WINDOW, 1);
        Spectrum fast = spectrum(Dmd.fit(ring, last, settings(WINDOW, 0, 10, centre)));
        Spectrum direct = new Direct().add(rows, 2 * WINDOW, 3 * WINDOW, 0).fit(10, centre);
        assertThat(Wasserstein.w1(fast.eigenvalues(), direct.eigenvalues())).isLessThan(2e-11);
    }

    /** These rows as the newest of {@code count}. */
    private static RowRing ring(float[][] rows, int count) {
        return RowRing.restore(DIMENSION, WINDOW, count, i -> new StoredRow(i, i, rows[(int) (i - count + WINDOW)]));
    }
}
