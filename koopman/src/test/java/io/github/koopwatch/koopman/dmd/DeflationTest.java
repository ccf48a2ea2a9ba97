/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflationTest {
    private static final int N = 60;
    private static final int MODES = 8;

    /** ρ from far shorter to far longer than the rest: at 1e6, S would have lost four digits of six in S + ρρᵀ. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-6, 0.1, 1, 10, 1e3, 1e6})
    void leading_rankOneOfAnyLength_isTheSingularValueDecompositionOfTheFactor(double length) {
        for (int seed = 0; seed < 3; seed++) {
            Random random = new Random(seed);
            DMatrixRMaj r = RandomMatrices_DDRM.rectangle(N, N, -1, 1, random);
            for (int i = 0; i < N; i++) {
                CommonOps_DDRM.scaleRow(Math.pow(i + 1.0, -1.5), r, i);
            }
            double[] rho = new double[N];
            Arrays.setAll(rho, i -> length * (1 + 0.1 * random.nextDouble()));
            Spread found = Deflation.leading(CommonOps_DDRM.multTransA(r, r, null), rho, MODES);
            DMatrixRMaj factor = Matrices.stack(DMatrixRMaj.wrap(1, N, rho), r);
            Spread expected = Spread.ofFactor(factor)[0].keep(MODES);
            agrees(found.keep(MODES), expected);
        }
    }

    private static void agrees(Spread found, Spread expected) {
        double rounding = 1e-15 * expected.sigma()[0];
        DMatrixRMaj cosines = CommonOps_DDRM.multTransA(found.vectors(), expected.vectors(), null);
        DMatrixRMaj products = CommonOps_DDRM.multTransA(found.vectors(), found.vectors(), null);
        for (int j = 0; j < MODES; j++) {
            double sigma = expected.sigma()[j];
            assertThat(found.sigma()[j]).isCloseTo(sigma, within(10 * rounding + 1e-12 * sigma));
            assertThat(Math.abs(cosines.get(j, j))).isCloseTo(1, within(1e-9));
            products.add(j, j, -1);
        }
        assertThat(CommonOps_DDRM.elementMaxAbs(products)).isLessThan(1e-12);
    }
}
