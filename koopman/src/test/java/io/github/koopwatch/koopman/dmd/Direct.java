/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.Scale;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** The definition written out on whole columns: explicit X and Y, one SVD, nothing shared with the code under test. */
final class Direct {
    private final List<double[]> x = new ArrayList<>();
    private final List<double[]> y = new ArrayList<>();

    /** Adds the pairs of rows [from, to), {@code delays} + 1 rows to a column. */
    Direct add(float[][] rows, int from, int to, int delays) {
        for (int t = from; t + delays + 1 < to; t++) {
            x.add(column(rows, t, delays));
            y.add(column(rows, t + 1, delays));
        }
        return this;
    }

    Spectrum fit(int rank, Centre centre) {
        return fit(rank, centre, Scale.NONE);
    }

    Spectrum fit(int rank, Centre centre, Scale scale) {
        DMatrixRMaj left = matrix(x, centre);
        DMatrixRMaj right = matrix(y, centre);
        if (scale == Scale.UNIT) {
            for (int t = 0; t < left.numCols; t++) {
                double length = NormOps_DDRM.normF(CommonOps_DDRM.extractColumn(left, t, null));
                CommonOps_DDRM.scaleCol(1 / length, left, t);
                CommonOps_DDRM.scaleCol(1 / length, right, t);
            }
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(left.numRows, left.numCols, true, true, true);
        svd.decompose(left.copy());
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        DMatrixRMaj s = svd.getW(null);
        SingularOps_DDRM.descendingOrder(u, false, s, v, false);
        u = CommonOps_DDRM.extract(u, 0, u.numRows, 0, rank);
        v = CommonOps_DDRM.extract(v, 0, v.numRows, 0, rank);
        for (int j = 0; j < rank; j++) {
            CommonOps_DDRM.scaleCol(1 / s.get(j, j), v, j);
        }
        DMatrixRMaj image = CommonOps_DDRM.mult(right, v, null);
        DMatrixRMaj operator = CommonOps_DDRM.multTransA(u, image, null);
        DMatrixRMaj predicted = CommonOps_DDRM.mult(
                CommonOps_DDRM.mult(u, operator, null), CommonOps_DDRM.multTransA(u, left, null), null);
        double error = difference(right, predicted) / difference(right, new DMatrixRMaj(right.numRows, right.numCols));
        return spectrum(operator, image, u, left, right, error);
    }

    private static Spectrum spectrum(
            DMatrixRMaj operator, DMatrixRMaj image, DMatrixRMaj u, DMatrixRMaj x, DMatrixRMaj y, double error) {
        Ritz ritz = Ritz.of(operator);
        DMatrixRMaj ux = CommonOps_DDRM.multTransA(u, x, null);
        DMatrixRMaj uy = CommonOps_DDRM.multTransA(u, y, null);
        double[] residuals = new double[ritz.size()];
        double[] coordinates = new double[ritz.size()];
        double[] energies = new double[ritz.size()];
        for (int j = 0; j < residuals.length; j++) {
            double[] a = ritz.real()[j];
            double[] b = ritz.imaginary()[j];
            double length = coordinateSquare(ux, ux, ritz.left()[j], 0, 0);
            double off = coordinateSquare(uy, ux, ritz.left()[j], ritz.re()[j], ritz.im()[j]);
            coordinates[j] = Math.sqrt(off / length);
            double along = coordinateSquare(ux, ux, new InverseIteration.Vector(a, b), 0, 0);
            energies[j] = along / NormOps_DDRM.elementP(x, 2) / NormOps_DDRM.elementP(x, 2);
            double square = 0;
            for (int i = 0; i < u.numRows; i++) {
                double re = row(image, i, a) - ritz.re()[j] * row(u, i, a) + ritz.im()[j] * row(u, i, b);
                double im = row(image, i, b) - ritz.re()[j] * row(u, i, b) - ritz.im()[j] * row(u, i, a);
                square += re * re + im * im;
            }
            residuals[j] = Math.sqrt(square);
        }
        return new Spectrum(
                new Eigenvalues(ritz.re(), ritz.im()), residuals, coordinates, energies, residuals.length, error);
    }

    /** ‖q*(Y - λ X)‖², q* = qaᵀ - i qbᵀ. */
    private static double coordinateSquare(
            DMatrixRMaj y, DMatrixRMaj x, InverseIteration.Vector q, double re, double im) {
        double square = 0;
        for (int t = 0; t < y.numCols; t++) {
            double xa = 0;
            double xb = 0;
            double ya = 0;
            double yb = 0;
            for (int i = 0; i < y.numRows; i++) {
                xa += q.re()[i] * x.get(i, t);
                xb -= q.im()[i] * x.get(i, t);
                ya += q.re()[i] * y.get(i, t);
                yb -= q.im()[i] * y.get(i, t);
            }
            double a = ya - re * xa + im * xb;
            double b = yb - re * xb - im * xa;
            square += a * a + b * b;
        }
        return square;
    }

    private static double row(DMatrixRMaj a, int i, double[] v) {
        double sum = 0;
        for (int j = 0; j < v.length; j++) {
            sum += a.get(i, j) * v[j];
        }
        return sum;
    }

    private static double difference(DMatrixRMaj a, DMatrixRMaj b) {
        double square = 0;
        for (int k = 0; k < a.getNumElements(); k++) {
            square += (a.get(k) - b.get(k)) * (a.get(k) - b.get(k));
        }
        return Math.sqrt(square);
    }

    private static double[] column(float[][] rows, int t, int delays) {
        int d = rows[0].length;
        double[] column = new double[(delays + 1) * d];
        for (int k = 0; k < column.length; k++) {
            column[k] = rows[t + k / d][k % d];
        }
        return column;
    }

    private static DMatrixRMaj matrix(List<double[]> columns, Centre centre) {
        DMatrixRMaj matrix = new DMatrixRMaj(columns.get(0).length, columns.size());
        for (int i = 0; i < matrix.numRows; i++) {
            int coordinate = i;
            double mean =
                    columns.stream().mapToDouble(c -> c[coordinate]).average().orElseThrow();
            for (int j = 0; j < matrix.numCols; j++) {
                matrix.set(i, j, columns.get(j)[i] - (centre == Centre.AFFINE ? mean : 0));
            }
        }
        return matrix;
    }
}
