/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The leading eigenpairs of a symmetric positive semidefinite matrix A by the Lanczos iteration with full
 * reorthogonalisation (Golub and Van Loan, Matrix Computations, 10.3), from one fixed start vector: a function of A alone.
 *
 * <p>In a basis of the Krylov space and its complement, A = [T E; Eᵀ B] with T tridiagonal and E = β e_j e_1ᵀ. The
 * iteration ends when the pairs' residuals β |s_j| are as small as the rounding of a full eigensolver, and when it is
 * certain that B hides no eigenvalue among them, as one start vector misses the second of a double one.
 */
final class Lanczos {
    /** Steps beside twice the pairs before the first look. */
    private static final int HEAD_START = 12;
    /** Rounding of a full eigensolver, in units of the last place of the largest eigenvalue. */
    private static final double RESIDUAL_ULPS = 8;

    private final double[][] a; // by row
    private final int n;
    private final double trace;
    private final double square;
    private final double[][] basis;
    private final double[] diagonal;
    private final double[] beside; // beside[j] couples steps j and j + 1
    private final double[] weights;

    private Lanczos(DMatrixRMaj a) {
        n = a.numRows;
        this.a = new double[n][];
        Arrays.setAll(this.a, i -> Arrays.copyOfRange(a.data, i * n, (i + 1) * n));
        trace = CommonOps_DDRM.trace(a);
        square = Matrices.square(a);
        basis = new double[n + 1][];
        diagonal = new double[n];
        beside = new double[n];
        weights = new double[n];
    }

    /**
     * The {@code pairs} leading ones, certified; empty when the iteration cannot tell them.
     *
     * @param a symmetric, finite; not changed
     */
    static Optional<Spread> leading(DMatrixRMaj a, int pairs) {
        return pairs > a.numRows ? Optional.empty() : new Lanczos(a).iterate(pairs);
    }

    private Optional<Spread> iterate(int pairs) {
        basis[0] = start(n);
        int look = 2 * pairs + HEAD_START;
        for (int steps = 1; steps <= n; steps++) {
            extend(steps - 1);
            boolean exhausted = steps == n || beside[steps - 1] <= n * RankRule.EPS * trace;
            if (exhausted || steps >= look) {
                Optional<Spread> found = look(steps, pairs);
                if (found.isPresent() || exhausted) {
                    return found;
                }
                look = steps + steps / 3;
            }
        }
        return Optional.empty();
    }

    private Optional<Spread> look(int steps, int pairs) {
        Optional<Tridiagonal> t = steps < pairs ? Optional.empty() : Tridiagonal.of(diagonal, beside, steps);
        if (t.isEmpty()) {
            return Optional.empty();
        }
        double[][] vectors = t.get().vectors(pairs);
        return settled(t.get(), vectors) ? Optional.of(spread(t.get(), vectors)) : Optional.empty();
    }

    /** A fixed direction that no window has a reason to be orthogonal to. */
    private static double[] start(int n) {
        Random random = new Random(0);
        double[] v = new double[n];
        Arrays.setAll(v, i -> random.nextDouble() - 0.5);
        Vectors.scale(v, 1 / Vectors.norm(v));
        return v;
    }

    private void extend(int j) {
        double[] w = times(basis[j]);
        diagonal[j] = Vectors.dot(w, basis[j]);
        Vectors.add(w, -diagonal[j], basis[j]);
        if (j > 0) {
            Vectors.add(w, -beside[j - 1], basis[j - 1]);
        }
        orthogonalise(w, j + 1);
        beside[j] = Vectors.norm(w);
        Vectors.scale(w, beside[j] == 0 ? 0 : 1 / beside[j]);
        basis[j + 1] = w;
    }

    private boolean settled(Tridiagonal t, double[][] vectors) {
        int last = t.size() - 1;
        double tolerance = RESIDUAL_ULPS * RankRule.EPS * t.largest();
        boolean small = Arrays.stream(vectors).allMatch(v -> beside[last] * Math.abs(v[last]) <= tolerance);
        return small && (t.size() == n || nothingMissed(t, t.values()[vectors.length - 1] - tolerance));
    }

    /**
     * Whether A has no more eigenvalues above x than T. With ‖B‖ &lt; x, A - x has as many positive eigenvalues as
     * T - x + E (x - B)⁻¹ Eᵀ (Haynsworth 1968), where the last term is at most β² / (x - ‖B‖) in T's last entry.
     */
    private boolean nothingMissed(Tridiagonal t, double x) {
        double bound = Math.min(restTrace(t), restNorm(t));
        double coupling = beside[t.size() - 1];
        return bound < x && t.aboveRaised(x, coupling * coupling / (x - bound)) == t.above(x);
    }

    /** tr B, which bounds ‖B‖ as A is semidefinite, with room for rounding. */
    private double restTrace(Tridiagonal t) {
        return trace - t.trace() + n * RankRule.EPS * trace;
    }

    /** ‖B‖_F, with room for rounding. */
    private double restNorm(Tridiagonal t) {
        double coupling = beside[t.size() - 1];
        double rest = square - t.square() - 2 * coupling * coupling;
        return Math.sqrt(Math.max(0, rest) + n * RankRule.EPS * square);
    }

    private Spread spread(Tridiagonal t, double[][] small) {
        double[] sigma = new double[small.length];
        DMatrixRMaj vectors = new DMatrixRMaj(n, small.length);
        for (int j = 0; j < small.length; j++) {
            double[] v = new double[n];
            for (int i = 0; i < t.size(); i++) {
                Vectors.add(v, small[j][i], basis[i]);
            }
            sigma[j] = Math.sqrt(Math.max(0, t.values()[j]));
            Matrices.setColumn(vectors, j, DMatrixRMaj.wrap(n, 1, v));
        }
        return new Spread(sigma, vectors);
    }

    /** A v, by A's columns, which are its rows. */
    private double[] times(double[] v) {
        double[] w = new double[n];
        Vectors.addAll(w, v, a, n);
        return w;
    }

    /** Removes what rounding has left of the basis in w. */
    private void orthogonalise(double[] w, int count) {
        int whole = count & -4;
        for (int i = 0; i < whole; i += 4) {
            Vectors.dotFour(w, basis, i, weights);
        }
        for (int i = whole; i < count; i++) {
            weights[i] = Vectors.dot(w, basis[i]);
        }
        Vectors.scale(weights, -1);
        Vectors.addAll(w, weights, basis, count);
    }
}
