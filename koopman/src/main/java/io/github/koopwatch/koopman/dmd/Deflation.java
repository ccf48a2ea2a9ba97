/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The leading eigenpairs of S + ρρᵀ where ρρᵀ may be so much larger than S that their sum would not hold S: the largest
 * pair (λ, p) first, then those of P(S + ρρᵀ)P with P = I - ppᵀ, where ρ is short.
 */
final class Deflation {
    private Deflation() {}

    /**
     * Square roots of the eigenvalues and the eigenvectors, at least {@code modes} where there are as many.
     *
     * @param s symmetric and positive semidefinite, finite
     * @param rho 0 leaves S alone
     */
    static Spread leading(DMatrixRMaj s, double[] rho, int modes) {
        if (Arrays.stream(rho).allMatch(part -> part == 0)) {
            return Spread.ofGram(s, modes);
        }
        double[] p = largest(s, rho);
        double along = Vectors.dot(rho, p);
        double[] image = Matrices.times(s, p);
        double sigma = Math.sqrt(along * along + Vectors.dot(image, p));
        return modes == 1
                ? join(sigma, p, new Spread(new double[0], new DMatrixRMaj(p.length, 0)))
                : join(sigma, p, Spread.ofGram(rest(s, image, rho, p, along), modes - 1));
    }

    private static double[] largest(DMatrixRMaj s, double[] rho) {
        DMatrixRMaj sum = Matrices.plusOuter(s, rho, rho);
        double[] p = CommonOps_DDRM.extractColumn(Spread.ofGram(sum, 1).vectors(), 0, null).data;
        double[] next = Matrices.times(s, p); // one step of the power iteration takes the sum's rounding out
        Vectors.add(next, Vectors.dot(rho, p), rho);
        Vectors.scale(next, 1 / Vectors.norm(next));
        return next;
    }

    /** P(S + ρρᵀ)P = S - puᵀ - upᵀ + rrᵀ with u = Sp - (pᵀSp/2) p and r = Pρ. */
    private static DMatrixRMaj rest(DMatrixRMaj s, double[] image, double[] rho, double[] p, double along) {
        double[] u = image.clone();
        Vectors.add(u, -Vectors.dot(image, p) / 2, p);
        double[] r = rho.clone();
        Vectors.add(r, -along, p);
        DMatrixRMaj rest = new DMatrixRMaj(p.length, p.length);
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < p.length; j++) {
                rest.set(i, j, s.get(i, j) - (p[i] * u[j] + p[j] * u[i]) + r[i] * r[j]);
            }
        }
        return rest;
    }

    /** With the rest's vectors made orthogonal to p again, as the tilt counts by the length of ρ. */
    private static Spread join(double sigma, double[] p, Spread rest) {
        int n = p.length;
        int count = rest.sigma().length;
        double[] all = new double[count + 1];
        all[0] = sigma;
        System.arraycopy(rest.sigma(), 0, all, 1, count);
        DMatrixRMaj vectors = new DMatrixRMaj(n, count + 1);
        Matrices.setColumn(vectors, 0, DMatrixRMaj.wrap(n, 1, p));
        for (int j = 0; j < count; j++) {
            double[] v = CommonOps_DDRM.extractColumn(rest.vectors(), j, null).data;
            Vectors.add(v, -Vectors.dot(v, p), p);
            Matrices.setColumn(vectors, j + 1, DMatrixRMaj.wrap(n, 1, v));
        }
        return new Spread(all, vectors);
    }
}
