/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multTransA;
import static org.ejml.dense.row.CommonOps_DDRM.transpose;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;

/**
 * The projection of pairs that are given by inner products.
 *
 * <p>With X = U S Vᵀ, W = V S⁻¹, ξ and η what Wᵀ makes of the parts along of X and Y, and ⟨X, Y⟩ the inner products
 * without those: Ã = Wᵀ⟨X, Y⟩W + ξηᵀ and UᵀY = Wᵀ⟨X, Y⟩ + ξ (Y along)ᵀ. E = Y W - X W Ã, so EᵀE is (η - Ãᵀξ)(η - Ãᵀξ)ᵀ
 * and Wᵀ⟨Y, Y⟩W - C - Cᵀ + ÃᵀWᵀ⟨X, X⟩W Ã with C = Wᵀ⟨Y, X⟩W Ã; and Y - U Ã UᵀX = Y - X W à S Vᵀ likewise. Squares cost
 * half the digits of small modes; {@link Projection} says when that may show.
 */
final class GramProjection {
    private final Side x;
    private final Side y;
    private final Spread spread;
    private final double[][] v; // by mode
    private final double[][] onY; // the rows of Wᵀ⟨X, Y⟩
    private final double[] xi;
    private final double[] eta;
    private final double[][] w; // by mode
    private final double[][] ofX; // inner products of X W with all columns
    private final DMatrixRMaj xy; // Wᵀ⟨X, Y⟩W
    private final DMatrixRMaj operator;

    GramProjection(Side x, Side y, Spread spread) {
        this.x = x;
        this.y = y;
        this.spread = spread;
        v = columns(spread.vectors());
        w = columns(spread.whitener());
        ofX = each(w, x::onColumns);
        onY = each(ofX, y::pick);
        xi = times(w, x.along());
        eta = times(w, y.along());
        xy = products(onY, w);
        operator = Matrices.plusOuter(xy, xi, eta);
    }

    /** Ã. */
    DMatrixRMaj operator() {
        return operator;
    }

    Projection projection(double noise) {
        DMatrixRMaj cross = multTransA(xy, operator, null); // C
        DMatrixRMaj predicted = multTransA(operator, mult(products(each(ofX, x::pick), w), operator, null), null);
        double[] gained = multTransA(operator, column(xi), null).data; // Ãᵀξ
        return new Projection(
                operator,
                new Outside(outside(cross, predicted, gained), true),
                missed(),
                spread.sigma(),
                Vectors.sum(x.squares()),
                errorSquare(cross, predicted, gained),
                Vectors.sum(y.squares()),
                noise);
    }

    /** EᵀE; {@code predicted} is ÃᵀWᵀ⟨X, X⟩W Ã. */
    private DMatrixRMaj outside(DMatrixRMaj cross, DMatrixRMaj predicted, double[] gained) {
        double[] off = eta.clone();
        Vectors.add(off, -1, gained);
        DMatrixRMaj outside = Matrices.plusOuter(products(each(each(w, y::onColumns), y::pick), w), off, off);
        addEquals(outside, -1, cross);
        addEquals(outside, -1, transpose(cross, null));
        addEquals(outside, predicted);
        return outside;
    }

    /** (UᵀY - à S Vᵀ)ᵀ. */
    private DMatrixRMaj missed() {
        int modes = v.length;
        DMatrixRMaj missed = new DMatrixRMaj(x.count(), modes);
        for (int i = 0; i < modes; i++) {
            double[] row = onY[i].clone();
            Vectors.add(row, xi[i], y.along());
            for (int j = 0; j < modes; j++) {
                Vectors.add(row, -operator.get(i, j) * spread.sigma()[j], v[j]);
            }
            Matrices.setColumn(missed, i, column(row));
        }
        return missed;
    }

    private double errorSquare(DMatrixRMaj cross, DMatrixRMaj predicted, double[] gained) {
        double[] off = y.along().clone();
        double square = Vectors.sum(y.beside());
        for (int j = 0; j < v.length; j++) {
            double sigma = spread.sigma()[j];
            square += sigma * sigma * (predicted.get(j, j) - 2 * cross.get(j, j));
            Vectors.add(off, -sigma * gained[j], v[j]);
        }
        return square + Vectors.dot(off, off);
    }

    private static double[] times(double[][] w, double[] along) {
        return Arrays.stream(w).mapToDouble(each -> Vectors.dot(each, along)).toArray();
    }

    private static double[][] each(double[][] all, UnaryOperator<double[]> change) {
        return Arrays.stream(all).map(change).toArray(double[][]::new);
    }

    /** [i][j] = ⟨a[i], b[j]⟩. */
    private static DMatrixRMaj products(double[][] a, double[][] b) {
        return new DMatrixRMaj(Arrays.stream(a).map(each -> times(b, each)).toArray(double[][]::new));
    }

    private static double[][] columns(DMatrixRMaj a) {
        DMatrixRMaj rows = transpose(a, null);
        double[][] columns = new double[a.numCols][];
        Arrays.setAll(columns, j -> Arrays.copyOfRange(rows.data, j * a.numRows, (j + 1) * a.numRows));
        return columns;
    }

    private static DMatrixRMaj column(double[] values) {
        return DMatrixRMaj.wrap(values.length, 1, values);
    }
}
