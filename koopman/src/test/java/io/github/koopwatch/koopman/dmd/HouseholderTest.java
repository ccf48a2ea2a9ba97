/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HouseholderTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 30, 31, 500})
    void triangle_anyHeight_hasTheInnerProductsOfTheColumns(int spare) {
        DMatrixRMaj a = RandomMatrices_DDRM.rectangle(30 + spare, 30, -1, 1, new Random(spare));
        DMatrixRMaj r = Householder.triangle(a);
        assertThat(r.numRows).isEqualTo(30);
        assertThat(CommonOps_DDRM.elementMaxAbs(lowerPart(r))).isZero();
        assertThat(error(a, r)).isLessThan(1e-14);
    }

    /** Columns of 0, equal columns, and columns far apart in length, as frozen and contracting weights give them. */
    @Test
    void triangle_dependentColumns_hasTheirInnerProducts() {
        DMatrixRMaj a = RandomMatrices_DDRM.rectangle(50, 6, -1, 1, new Random(1));
        for (int i = 0; i < 50; i++) {
            a.set(i, 0, 0);
            a.set(i, 3, a.get(i, 2));
            a.set(i, 5, 1e-9 * a.get(i, 5));
        }
        assertThat(error(a, Householder.triangle(a))).isLessThan(1e-14);
        assertThat(CommonOps_DDRM.elementMaxAbs(Householder.triangle(new DMatrixRMaj(5, 3))))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-160, 1e160, 1e300})
    void triangle_extremeScale_isThatOfTheScaledColumns(double scale) {
        DMatrixRMaj a = RandomMatrices_DDRM.rectangle(20, 5, -1, 1, new Random(2));
        DMatrixRMaj scaled = a.copy();
        CommonOps_DDRM.scale(scale, scaled);
        DMatrixRMaj r = Householder.triangle(scaled);
        CommonOps_DDRM.divide(r, scale);
        assertThat(error(a, r)).isLessThan(1e-14);
    }

    private static double error(DMatrixRMaj a, DMatrixRMaj r) {
        DMatrixRMaj expected = CommonOps_DDRM.multTransA(a, a, null);
        DMatrixRMaj products = CommonOps_DDRM.multTransA(r, r, null);
        CommonOps_DDRM.subtractEquals(products, expected);
        return CommonOps_DDRM.elementMaxAbs(products) / CommonOps_DDRM.elementMaxAbs(expected);
    }

    private static DMatrixRMaj lowerPart(DMatrixRMaj r) {
        DMatrixRMaj lower = r.copy();
        for (int i = 0; i < r.numRows; i++) {
            for (int j = i; j < r.numCols; j++) {
                lower.set(i, j, 0);
            }
        }
        return lower;
    }
}
