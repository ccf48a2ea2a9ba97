/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RitzTest {
    static Stream<DMatrixRMaj> matrices() {
        Random random = new Random(1);
        return Stream.of(
                        Stream.of(1, 2, 3, 10, 40).map(n -> RandomMatrices_DDRM.rectangle(n, n, -1, 1, random)),
                        Stream.of(1, 4).map(CommonOps_DDRM::identity),
                        Stream.of(
                                new DMatrixRMaj(3, 3),
                                CommonOps_DDRM.diag(0.5, -0.5, 0.5, 2),
                                new DMatrixRMaj(new double[][] {{0, -1}, {1, 0}}),
                                new DMatrixRMaj(new double[][] {{1, 1, 0}, {0, 1, 1}, {0, 0, 1}}),
                                new DMatrixRMaj(
                                        new double[][] {{0, 0, 0, 1}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}),
                                new DMatrixRMaj(new double[][] {{1e150, 1e149}, {-1e149, 1e150}}),
                                new DMatrixRMaj(new double[][] {{1e-150, 1e-149}, {-1e-149, 1e-150}})))
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void of_anyMatrix_givesUnitVectorsThatTheMatrixStretchesByTheirValues(DMatrixRMaj a) {
        Ritz ritz = Ritz.of(a);
        assertThat(ritz.size()).isEqualTo(a.numRows);
        double size = Math.max(NormOps_DDRM.normF(a), Double.MIN_NORMAL);
        for (int j = 0; j < ritz.size(); j++) {
            double[] re = ritz.real()[j];
            double[] im = ritz.imaginary()[j];
            assertThat(Math.sqrt(square(re) + square(im))).isCloseTo(1, within(1e-14));
            double[] offRe = combine(times(a, re), -ritz.re()[j], re, ritz.im()[j], im);
            double[] offIm = combine(times(a, im), -ritz.re()[j], im, -ritz.im()[j], re);
            double off = Math.hypot(largest(offRe), largest(offIm));
            // a triple eigenvalue moves by the cube root of the rounding
            assertThat(off / size).isLessThan(1e-13);
        }
    }

    /** Aᵀ q = conj(λ) q. */
    @ParameterizedTest
    @MethodSource("matrices")
    void of_anyMatrix_givesLeftVectorsThatItsTransposeStretches(DMatrixRMaj a) {
        Ritz ritz = Ritz.of(a);
        DMatrixRMaj transposed = CommonOps_DDRM.transpose(a, null);
        double size = Math.max(NormOps_DDRM.normF(a), Double.MIN_NORMAL);
        for (int j = 0; j < ritz.size(); j++) {
            double[] re = ritz.left()[j].re();
            double[] im = ritz.left()[j].im();
            assertThat(Math.sqrt(square(re) + square(im))).isCloseTo(1, within(1e-14));
            double[] offRe = combine(times(transposed, re), -ritz.re()[j], re, -ritz.im()[j], im);
            double[] offIm = combine(times(transposed, im), -ritz.re()[j], im, ritz.im()[j], re);
            assertThat(Math.hypot(largest(offRe), largest(offIm)) / size).isLessThan(1e-13);
        }
    }

    @Test
    void of_notFinite_hasNoEigenvalue() {
        assertThat(Ritz.of(CommonOps_DDRM.diag(1, Double.NaN)).size()).isZero();
        assertThat(Ritz.of(CommonOps_DDRM.diag(1, Double.POSITIVE_INFINITY)).size())
                .isZero();
    }

    /** An almost symmetric matrix must not be treated as a symmetric one. */
    @Test
    void of_nearlySymmetric_keepsTheTurn() {
        Ritz ritz = Ritz.of(new DMatrixRMaj(new double[][] {{1, 1e-10}, {-1e-10, 1}}));
        assertThat(ritz.im()[0]).isCloseTo(1e-10, within(1e-16));
    }

    private static double[] times(DMatrixRMaj a, double[] v) {
        DMatrixRMaj image = new DMatrixRMaj(v.length, 1);
        CommonOps_DDRM.mult(a, DMatrixRMaj.wrap(v.length, 1, v), image);
        return image.data;
    }

    private static double[] combine(double[] u, double a, double[] v, double b, double[] w) {
        double[] sum = new double[u.length];
        Arrays.setAll(sum, i -> u[i] + a * v[i] + b * w[i]);
        return sum;
    }

    private static double square(double[] v) {
        return Arrays.stream(v).map(x -> x * x).sum();
    }

    private static double largest(double[] v) {
        return Arrays.stream(v).map(Math::abs).max().orElse(0);
    }
}
