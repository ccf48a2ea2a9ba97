/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanczosTest {
    private static final int PAIRS = 10;

    /** As steep as 1/i⁴, as flat as a bulk of noise with modes above it, and a bulk alone. */
    @Test
    void leading_separateEigenvalues_areThoseOfTheFullSolver() {
        for (int n : new int[] {10, 11, 31, 64, 127}) {
            check(n, i -> Math.pow(i + 1.0, -4));
            check(n, i -> Math.pow(0.3, i));
            check(n, i -> i < 5 ? Math.pow(10, -i) : 1e-7 * (2 - i / 127.0));
            check(n, i -> 2 - i / 127.0);
        }
    }

    /** Multiple eigenvalues among and beside the leading ones: found in full or not at all. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void leading_multipleEigenvalues_areNeverMissed(int multiplicity) {
        for (int n : new int[] {20, 64, 127}) {
            check(n, i -> Math.pow(i / multiplicity + 1.0, -4));
            check(n, i -> i / multiplicity == 2 ? 0.05 : Math.pow(i + 1.0, -3));
            check(n, i -> i < multiplicity ? 1 : 1e-3 / (i + 1));
            check(n, i -> i < 8 ? i / multiplicity + 1 : 0);
        }
    }

    /** Blocks that do not touch each other: the start vector reaches each, but slowly the small ones. */
    @Test
    void leading_blocks_areThoseOfTheFullSolver() {
        Random random = new Random(4);
        DMatrixRMaj a = new DMatrixRMaj(90, 90);
        for (int block = 0; block < 3; block++) {
            DMatrixRMaj part = withSpectrum(30, i -> Math.pow(i + 1.0, -4), random);
            CommonOps_DDRM.insert(part, a, 30 * block, 30 * block);
        }
        agrees(a, Lanczos.leading(a, PAIRS));
    }

    @Test
    void leading_wellSeparated_needsNoFallback() {
        assertThat(Lanczos.leading(withSpectrum(127, i -> Math.pow(i + 1.0, -2), new Random(5)), PAIRS))
                .isPresent();
        assertThat(Lanczos.leading(withSpectrum(127, i -> 2 - i / 127.0, new Random(5)), PAIRS))
                .isPresent();
    }

    @Test
    void leading_fewerThanAskedFor_isLeftToTheFullSolver() {
        assertThat(Lanczos.leading(new DMatrixRMaj(4, 4), 2)).isEmpty();
        assertThat(Lanczos.leading(CommonOps_DDRM.identity(4), 5)).isEmpty();
        assertThat(Lanczos.leading(withSpectrum(60, i -> i < 3 ? 3 - i : 0, new Random(6)), PAIRS))
                .isEmpty();
    }

    @Test
    void leading_twice_isBitwiseTheSame() {
        DMatrixRMaj a = withSpectrum(80, i -> Math.pow(i + 1.0, -3), new Random(7));
        Spread one = Lanczos.leading(a, PAIRS).orElseThrow();
        Spread two = Lanczos.leading(a.copy(), PAIRS).orElseThrow();
        assertThat(one.sigma()).isEqualTo(two.sigma());
        assertThat(one.vectors().data).isEqualTo(two.vectors().data);
    }

    private interface Decay {
        double at(int i);
    }

    private static void check(int n, Decay decay) {
        for (int seed = 0; seed < 3; seed++) {
            DMatrixRMaj a = withSpectrum(n, decay, new Random(seed));
            agrees(a, Lanczos.leading(a, PAIRS));
        }
    }

    private static void agrees(DMatrixRMaj a, Optional<Spread> leading) {
        if (leading.isEmpty()) {
            return; // the full solver is asked instead
        }
        Spread full = Spread.ofGram(a);
        double[] sigma = leading.get().sigma();
        DMatrixRMaj v = leading.get().vectors();
        assertThat(sigma).hasSize(PAIRS);
        for (int j = 0; j < PAIRS; j++) {
            double error = sigma[j] * sigma[j] - full.sigma()[j] * full.sigma()[j];
            assertThat(error).isCloseTo(0, within(1e-14 * full.largest()));
        }
        DMatrixRMaj residual = CommonOps_DDRM.mult(a, v, null);
        CommonOps_DDRM.addEquals(residual, -1, Matrices.scaleColumns(v, j -> sigma[j] * sigma[j]));
        assertThat(CommonOps_DDRM.elementMaxAbs(residual)).isLessThan(1e-14 * full.largest());
        DMatrixRMaj products = CommonOps_DDRM.multTransA(v, v, null);
        CommonOps_DDRM.addEquals(products, -1, CommonOps_DDRM.identity(PAIRS));
        assertThat(CommonOps_DDRM.elementMaxAbs(products)).isLessThan(1e-13);
    }

    private static DMatrixRMaj withSpectrum(int n, Decay decay, Random random) {
        DMatrixRMaj q = RandomMatrices_DDRM.orthogonal(n, n, random);
        double[] values = new double[n];
        Arrays.setAll(values, decay::at);
        DMatrixRMaj a = CommonOps_DDRM.multTransB(Matrices.scaleColumns(q, j -> values[j]), q, null);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a.set(i, j, a.get(j, i));
            }
        }
        return a;
    }
}
