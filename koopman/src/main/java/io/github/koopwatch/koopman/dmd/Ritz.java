/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.hessenberg.HessenbergSimilarDecomposition_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Eigenvalues of a small real matrix, in the order of {@link Eigenvalues}, with complex eigenvectors of length 1. EJML
 * gives no complex eigenvectors, so they come by inverse iteration on its Hessenberg form.
 *
 * @param re real parts of the eigenvalues
 * @param im imaginary parts of the eigenvalues
 * @param real real parts of each eigenvector, [eigenvalue][entry]
 * @param imaginary imaginary parts of each eigenvector, [eigenvalue][entry]
 * @param left left eigenvectors of length 1, q* A = λ q*
 */
record Ritz(double[] re, double[] im, double[][] real, double[][] imaginary, InverseIteration.Vector[] left) {
    /** The eigenvalues alone; empty when {@link #of} has none. */
    static Optional<Eigenvalues> values(DMatrixRMaj a) {
        double unit = CommonOps_DDRM.elementMaxAbs(a);
        DMatrixRMaj scaled = a.copy();
        CommonOps_DDRM.divide(scaled, unit == 0 ? 1 : unit);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(a.numRows, false, false);
        if (!Matrices.finite(scaled) || !eigen.decompose(scaled)) {
            return Optional.empty();
        }
        double[] re = parts(eigen, unit, value -> value.real);
        double[] im = parts(eigen, unit, value -> value.imaginary);
        return Matrices.finite(DMatrixRMaj.wrap(1, re.length, re), DMatrixRMaj.wrap(1, im.length, im))
                ? Optional.of(new Eigenvalues(re, im))
                : Optional.empty();
    }

    private static double[] parts(
            EigenDecomposition_F64<DMatrixRMaj> eigen, double unit, ToDoubleFunction<Complex_F64> part) {
        double[] parts = new double[eigen.getNumberOfEigenvalues()];
        Arrays.setAll(parts, j -> unit * part.applyAsDouble(eigen.getEigenvalue(j)));
        return parts;
    }

    /** By the matrix over its largest entry. Without any eigenvalue when the matrix is not finite or the iteration does not converge. */
    static Ritz of(DMatrixRMaj a) {
        int n = a.numRows;
        double unit = CommonOps_DDRM.elementMaxAbs(a);
        DMatrixRMaj scaled = a.copy();
        CommonOps_DDRM.divide(scaled, unit == 0 ? 1 : unit);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, false, false);
        HessenbergSimilarDecomposition_DDRM hessenberg = new HessenbergSimilarDecomposition_DDRM(n);
        if (!Matrices.finite(scaled) || !eigen.decompose(scaled.copy()) || !hessenberg.decompose(scaled.copy())) {
            return none();
        }
        double[] re = new double[n];
        double[] im = new double[n];
        for (int j = 0; j < n; j++) {
            Complex_F64 value = eigen.getEigenvalue(j);
            re[j] = value.real;
            im[j] = value.imaginary;
        }
        int[] order = Eigenvalues.order(re, im);
        return vectors(hessenberg, Eigenvalues.pick(re, order), Eigenvalues.pick(im, order), unit);
    }

    private static Ritz none() {
        return new Ritz(new double[0], new double[0], new double[0][], new double[0][], new InverseIteration.Vector[0]);
    }

    int size() {
        return re.length;
    }

    private static Ritz vectors(HessenbergSimilarDecomposition_DDRM hessenberg, double[] re, double[] im, double unit) {
        DMatrixRMaj h = hessenberg.getH(null);
        DMatrixRMaj q = hessenberg.getQ(null);
        double[][] real = new double[re.length][];
        double[][] imaginary = new double[re.length][];
        InverseIteration.Vector[] left = new InverseIteration.Vector[re.length];
        for (int j = 0; j < re.length; j++) {
            InverseIteration iteration = InverseIteration.of(h, re[j], im[j]);
            InverseIteration.Vector right = iteration.right();
            InverseIteration.Vector other = iteration.left();
            real[j] = times(q, right.re());
            imaginary[j] = times(q, right.im());
            left[j] = new InverseIteration.Vector(times(q, other.re()), times(q, other.im()));
            re[j] *= unit;
            im[j] *= unit;
        }
        return new Ritz(re, im, real, imaginary, left);
    }

    private static double[] times(DMatrixRMaj q, double[] v) {
        DMatrixRMaj product = new DMatrixRMaj(v.length, 1);
        CommonOps_DDRM.mult(q, DMatrixRMaj.wrap(v.length, 1, v), product);
        return product.data;
    }
}
