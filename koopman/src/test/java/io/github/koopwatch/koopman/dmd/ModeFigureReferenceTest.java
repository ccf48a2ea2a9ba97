/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.all;
import static io.github.koopwatch.koopman.Samples.descent;
import static io.github.koopwatch.koopman.Samples.ring;
import static io.github.koopwatch.koopman.Samples.spectrum;
import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.Scale;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scaling, refinement and the figures of each mode, against the definitions and figures computed with SciPy. */
class ModeFigureReferenceTest {
    private static AnalysisSettings settings(
            int window, int delays, int rank, Centre centre, Scale scale, boolean refine) {
        return new AnalysisSettings(AnalysisSettings.CUSTOM, window, 10, delays, rank, centre, 1, scale, refine);
    }

    /** Six coupled coordinates driven by a linear congruential generator: the same bits in any language. */
    private static float[][] coupled() {
        long seed = 12345;
        double[] factors = {0.98, 0.9, 0.95, -0.7, 0.5, 0.85};
        double[] x = {1, -0.5, 0.75, 0.25, -1, 0.5};
        float[][] rows = new float[40][6];
        for (float[] row : rows) {
            double[] next = new double[6];
            for (int k = 0; k < 6; k++) {
                row[k] = (float) x[k];
                seed = (seed * 1103515245 + 12345) % (1L << 31);
                double draw = 0.1 * (seed / 2147483648.0 - 0.5);
                next[k] = factors[k] * x[k] + 0.25 * x[(k + 1) % 6] - 0.25 * x[(k + 5) % 6] + draw;
            }
            x = next;
        }
        return rows;
    }

    /** Rows of re, im ≥ 0, mode residual, eigenfunction residual, energy by numpy.linalg.svd and scipy.linalg.eig. */
    private static void equals(AnalysisSettings settings, double[][] expected) {
        RowRing ring = ring(40, coupled());
        for (DmdResult result :
                new DmdResult[] {Dmd.fit(ring, all(ring), settings), SvdDmd.fit(ring, all(ring), settings)}) {
            Spectrum s = spectrum(result);
            int row = 0;
            for (int j = 0; j < s.rank(); j++) {
                if (s.eigenvalues().im()[j] >= 0) {
                    assertThat(new double[] {
                                s.eigenvalues().re()[j],
                                s.eigenvalues().im()[j],
                                s.residuals()[j],
                                s.eigenfunctionResiduals()[j],
                                s.energies()[j]
                            })
                            .containsExactly(expected[row++], within(1e-9));
                } else {
                    assertThat(s.eigenvalues().im()[j])
                            .isEqualTo(-s.eigenvalues().im()[j - 1]);
                    assertThat(s.energies()[j]).isEqualTo(s.energies()[j - 1]);
                }
            }
            assertThat(row).isEqualTo(expected.length);
        }
    }

    @Test
    void fit_plain_equalsTheReference() {
        equals(settings(40, 0, 4, Centre.AFFINE, Scale.NONE, false), new double[][] {
            {0.909240448789, 0.405494163502, 0.016751695407, 0.054279717395, 0.408583914615},
            {0.760585271892, 0.182821154881, 0.150403034064, 0.182415385320, 0.111961675967}
        });
    }

    @Test
    void fit_unitColumns_equalsTheReference() {
        equals(settings(40, 0, 4, Centre.AFFINE, Scale.UNIT, false), new double[][] {
            {0.909349793944, 0.404949891490, 0.008521559588, 0.049246493818, 0.433757490779},
            {0.757405548793, 0.149942347571, 0.080969240641, 0.194217323337, 0.101257179428}
        });
    }

    @Test
    void fit_refined_equalsTheReference() {
        equals(settings(40, 0, 4, Centre.AFFINE, Scale.NONE, true), new double[][] {
            {0.911420598852, 0.406084866279, 0.014307971519, 0.054326694217, 0.408592503781},
            {0.790274011982, 0.186314585307, 0.139013613505, 0.184848581671, 0.127095929879}
        });
    }

    @Test
    void fit_refinedUnitColumnsWithDelaysUncentred_equalsTheReference() {
        equals(settings(40, 2, 5, Centre.NONE, Scale.UNIT, true), new double[][] {
            {0.911771221232, 0.405934198278, 0.002990414739, 0.028280444366, 0.440213001978},
            {0.733365417284, 0.129002514000, 0.024548518997, 0.077460798560, 0.083828961564},
            {-0.670149047680, 0, 0.097174840969, 0.291512310819, 0.004827134675}
        });
    }

    @ParameterizedTest
    @CsvSource({"AFFINE, 0", "AFFINE, 8", "NONE, 0", "NONE, 8"})
    void fit_unitColumns_equalsTheDefinition(Centre centre, int delays) {
        for (int d : new int[] {12, 300}) {
            float[][] rows = descent(d, 60, d, 0.01);
            RowRing ring = ring(60, rows);
            Spectrum fast = spectrum(Dmd.fit(ring, all(ring), settings(60, delays, 9, centre, Scale.UNIT, false)));
            Spectrum direct = new Direct().add(rows, 0, 60, delays).fit(fast.rank(), centre, Scale.UNIT);
            assertThat(Wasserstein.w1(fast.eigenvalues(), direct.eigenvalues())).isLessThan(1e-10);
            assertThat(fast.oneStepError()).isCloseTo(direct.oneStepError(), within(1e-10));
        }
    }

    /** A pair whose x is 0 has no length to divide by: it does not count, and nothing becomes NaN. */
    @Test
    void fit_unitColumnsWithZeroRow_leavesItsPairOut() {
        float[][] rows = walk(2, 40, 20, 3, 0.1);
        rows[17] = new float[20];
        RowRing ring = ring(40, rows);
        AnalysisSettings settings = settings(40, 0, 6, Centre.NONE, Scale.UNIT, false);
        Spectrum direct = new Direct().add(rows, 0, 18, 0).add(rows, 18, 40, 0).fit(6, Centre.NONE, Scale.UNIT);
        for (DmdResult result :
                new DmdResult[] {Dmd.fit(ring, all(ring), settings), SvdDmd.fit(ring, all(ring), settings)}) {
            assertThat(Wasserstein.w1(spectrum(result).eigenvalues(), direct.eigenvalues()))
                    .isLessThan(1e-9);
        }
    }

    /** Of all directions the refined one has the least residual at λ, and its Rayleigh quotient lessens it again. */
    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_refined_lowersEveryResidual(Centre centre) {
        for (int seed = 0; seed < 20; seed++) {
            RowRing ring = ring(60, walk(seed, 60, 40, 2, 0.1));
            double[] plain = residuals(ring, settings(60, seed % 3, 8, centre, Scale.NONE, false));
            double[] refined = residuals(ring, settings(60, seed % 3, 8, centre, Scale.NONE, true));
            assertThat(Arrays.stream(refined).sum())
                    .isLessThan(Arrays.stream(plain).sum());
            assertThat(refined[0]).isLessThanOrEqualTo(plain[0] * (1 + 1e-9));
            assertThat(refined[7]).isLessThanOrEqualTo(plain[7] * (1 + 1e-9));
        }
    }

    private static double[] residuals(RowRing ring, AnalysisSettings settings) {
        return Arrays.stream(spectrum(Dmd.fit(ring, all(ring), settings)).residuals())
                .sorted()
                .toArray();
    }

    /** Two turns at their own rates in planes at right angles, sizes 3 and 1. */
    private static float[][] planes() {
        float[][] rows = new float[101][4];
        for (int t = 0; t <= 100; t++) {
            rows[t] = new float[] {
                (float) (3 * Math.cos(0.2 * Math.PI * t)),
                (float) (3 * Math.sin(0.2 * Math.PI * t)),
                (float) Math.cos(0.4 * Math.PI * t),
                (float) Math.sin(0.4 * Math.PI * t)
            };
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fit_turnsAtRightAngles_shareTheMotionByTheirSizes(boolean refine) {
        RowRing ring = ring(101, planes());
        Spectrum s = spectrum(Dmd.fit(ring, all(ring), settings(101, 0, 4, Centre.AFFINE, Scale.NONE, refine)));
        for (int j = 0; j < 4; j++) {
            boolean large = s.eigenvalues().re()[j] > Math.cos(0.3 * Math.PI);
            assertThat(s.energies()[j]).isCloseTo(large ? 0.45 : 0.05, within(1e-6));
            assertThat(s.residuals()[j]).isLessThan(1e-6);
            assertThat(s.eigenfunctionResiduals()[j]).isLessThan(1e-6);
            double angle =
                    Math.abs(Math.atan2(s.eigenvalues().im()[j], s.eigenvalues().re()[j]));
            assertThat(angle).isCloseTo((large ? 0.2 : 0.4) * Math.PI, within(1e-6));
        }
        assertThat(Arrays.stream(s.energies()).sum()).isCloseTo(1, within(1e-9));
    }

    /** Rates 0.9 and 0.9 + ε in directions that almost coincide: amplitudes would grow like 1/ε, energies do not. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1e-3, 1e-5, 0})
    void fit_nearlyEqualEigenvalues_haveEnergiesOfAtMostOne(double epsilon) {
        float[][] rows = new float[60][3];
        for (int t = 0; t < 60; t++) {
            double a = Math.pow(0.9, t);
            double b = Math.pow(0.9 + epsilon, t);
            rows[t] = new float[] {(float) (a + b), (float) (a + b + 0.001 * b), (float) (0.1 * Math.pow(-0.5, t))};
        }
        RowRing ring = ring(60, rows);
        Spectrum s = spectrum(Dmd.fit(ring, all(ring), settings(60, 0, 3, Centre.AFFINE, Scale.NONE, false)));
        assertThat(Arrays.stream(s.energies()).boxed()).allMatch(e -> e >= 0 && e <= 1);
        assertThat(Arrays.stream(s.eigenfunctionResiduals()).boxed()).allMatch(Double::isFinite);
    }
}
