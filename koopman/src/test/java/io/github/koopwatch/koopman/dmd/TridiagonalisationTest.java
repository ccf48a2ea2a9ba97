/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TridiagonalisationTest {
    private static final double CLOSE = 2e-14;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 100, 128})
    void values_spectraOfAllShapes_areThoseOfTheFullSolver(int n) {
        check(n, i -> 1 / (i + 1.0));
        check(n, i -> Math.pow(0.3, i)); // down to nothing
        check(n, i -> i < 3 ? 3 - i : 0); // rank 3
        check(n, i -> i < n / 2 ? 1 : 1e-3 * (1 + 1e-15 * i)); // two clusters
        check(n, i -> i % 2 == 0 ? 1 + i : -1 - i); // indefinite
        check(n, i -> 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-250, 1e-160, 1e-20, 1e20, 1e160, 1e250})
    void values_tinyAndHugeMatrices_areThoseOfTheFullSolver(double scale) {
        check(40, i -> scale / (i + 1.0));
    }

    @Test
    void values_matricesThatNeedNoReflection_areFound() {
        assertThat(Tridiagonalisation.values(new DMatrixRMaj(0, 0)).orElseThrow())
                .isEmpty();
        assertThat(Tridiagonalisation.values(new DMatrixRMaj(5, 5)).orElseThrow())
                .containsOnly(0);
        assertThat(Tridiagonalisation.values(CommonOps_DDRM.diag(1, -2, 3)).orElseThrow())
                .containsExactly(3, 1, -2);
        assertThat(Tridiagonalisation.values(new DMatrixRMaj(new double[][] {{0, 1}, {1, 0}}))
                        .orElseThrow())
                .containsExactly(1, -1);
    }

    /** On these EJML's own iteration does not converge. */
    @Test
    void values_rowsThatAlternateExactly_areRankOne() {
        int n = 101;
        DMatrixRMaj gram = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                gram.set(i, j, (i % 2) * (j % 2));
            }
        }
        Matrices.centreBoth(gram);
        double[] values = Tridiagonalisation.values(gram).orElseThrow();
        assertThat(values[0]).isCloseTo(CommonOps_DDRM.trace(gram), within(CLOSE * values[0]));
        assertThat(Arrays.stream(values).skip(1).map(Math::abs).max().getAsDouble())
                .isLessThan(CLOSE * values[0]);
    }

    @Property(seed = "61", tries = 100)
    void values_gramMatrices_agreeWithTheFullSolver(
            @ForAll @LongRange(max = 100_000) long seed,
            @ForAll @IntRange(min = 1, max = 60) int n,
            @ForAll @IntRange(min = 1, max = 80) int directions) {
        DMatrixRMaj x = RandomMatrices_DDRM.rectangle(n, directions, -1, 1, new Random(seed));
        DMatrixRMaj gram = CommonOps_DDRM.multTransB(x, x, null);
        DMatrixRMaj before = gram.copy();
        double[] values = Tridiagonalisation.values(gram).orElseThrow();
        assertThat(gram.data).isEqualTo(before.data);
        close(values, full(gram));
        assertThat(Arrays.stream(values).sum()).isCloseTo(CommonOps_DDRM.trace(gram), within(CLOSE * n * values[0]));
        double square = Arrays.stream(values).map(value -> value * value).sum();
        assertThat(Math.sqrt(square)).isCloseTo(NormOps_DDRM.normF(gram), within(CLOSE * n * values[0]));
    }

    private static void check(int n, IntToDoubleFunction spectrum) {
        for (int seed = 0; seed < 3; seed++) {
            DMatrixRMaj q = RandomMatrices_DDRM.orthogonal(n, n, new Random(seed));
            DMatrixRMaj a = CommonOps_DDRM.multTransB(Matrices.scaleColumns(q, spectrum), q, null);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    a.set(i, j, a.get(j, i));
                }
            }
            close(Tridiagonalisation.values(a).orElseThrow(), full(a));
        }
    }

    private static double[] full(DMatrixRMaj a) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(a.numRows, false, true);
        assertThat(eigen.decompose(a.copy())).isTrue();
        double[] values = new double[a.numRows];
        Arrays.setAll(values, j -> eigen.getEigenvalue(j).real);
        Arrays.sort(values);
        return reversed(values);
    }

    private static double[] reversed(double[] ascending) {
        double[] reversed = new double[ascending.length];
        Arrays.setAll(reversed, i -> ascending[ascending.length - 1 - i]);
        return reversed;
    }

    private static void close(double[] actual, double[] expected) {
        double size = Math.max(Math.abs(expected[0]), Math.abs(expected[expected.length - 1]));
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("value %d", i).isCloseTo(expected[i], within(CLOSE * size));
        }
    }
}
