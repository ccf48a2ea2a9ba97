/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Singular values and one side's singular vectors of X = U S Vᵀ, largest first. Decompositions that do not converge give
 * a single 0: nothing above any floor. Entries must be finite, which EJML does not check.
 *
 * @param sigma singular values, descending
 * @param vectors [length][values]
 */
record Spread(double[] sigma, DMatrixRMaj vectors) {
    /** The leading part of {@link #ofGram}: at least the first {@code modes} where there are as many. */
    static Spread ofGram(DMatrixRMaj gram, int modes) {
        return Lanczos.leading(gram, modes).orElseGet(() -> ofGram(gram));
    }

    /** S and V by XᵀX = V S² Vᵀ; eigenvalues that rounding has made negative count as 0. */
    static Spread ofGram(DMatrixRMaj gram) {
        int n = gram.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (n == 0 || !eigen.decompose(gram.copy())) {
            return new Spread(new double[1], new DMatrixRMaj(n, 1));
        }
        double[] values = new double[n];
        DMatrixRMaj vectors = new DMatrixRMaj(n, n);
        for (int j = 0; j < n; j++) {
            values[j] = Math.sqrt(Math.max(0, eigen.getEigenvalue(j).real));
            Matrices.setColumn(vectors, j, eigen.getEigenVector(j));
        }
        return sorted(values, vectors);
    }

    /** S and V, then S and U, by the singular value decomposition of X itself. */
    static Spread[] ofFactor(DMatrixRMaj x) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(x.numRows, x.numCols, true, true, true);
        if (!svd.decompose(x.copy())) {
            Spread none = new Spread(new double[1], new DMatrixRMaj(1, 1));
            return new Spread[] {none, none};
        }
        double[] sigma = Arrays.copyOf(svd.getSingularValues(), Math.min(x.numRows, x.numCols));
        return new Spread[] {sorted(sigma, svd.getV(null, false)), sorted(sigma, svd.getU(null, false))};
    }

    private static Spread sorted(double[] sigma, DMatrixRMaj vectors) {
        int[] order = descending(sigma);
        return new Spread(Eigenvalues.pick(sigma, order), Matrices.pickColumns(vectors, order));
    }

    /** order[0] is the position of the largest. */
    static int[] descending(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -values[j]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The largest ones alone. */
    Spread keep(int modes) {
        return new Spread(
                Arrays.copyOf(sigma, modes),
                Matrices.pickColumns(vectors, IntStream.range(0, modes).toArray()));
    }

    /** Square of the largest. */
    double largest() {
        return sigma[0] * sigma[0];
    }

    /** The vectors over their singular values; X V S⁻¹ = U. */
    DMatrixRMaj whitener() {
        return Matrices.scaleColumns(vectors, j -> 1 / sigma[j]);
    }

    /** The vectors times their singular values; (V S)ᵀ = Uᵀ X. */
    DMatrixRMaj loadings() {
        return Matrices.scaleColumns(vectors, j -> sigma[j]);
    }
}
