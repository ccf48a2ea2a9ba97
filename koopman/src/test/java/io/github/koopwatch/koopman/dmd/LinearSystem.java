/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;

/**
 * A stable linear system with known eigenvalues: decays and damped rotations in an orthonormal frame, which is a normal
 * matrix, and on request an offset.
 *
 * @param truth its eigenvalues
 * @param rows [time][coordinate] in float32
 * @param rounding bound on how far the rounding of the rows moves an eigenvalue of the fit
 */
record LinearSystem(Eigenvalues truth, float[][] rows, double rounding) {
    private static final double RELATIVE = 0x1p-24;

    static LinearSystem of(long seed, int dimension, int length, int decays, int rotations, boolean offset) {
        Random random = new Random(seed);
        List<double[]> eigenvalues = new ArrayList<>();
        List<double[]> motion = new ArrayList<>();
        for (int k = 0; k < decays; k++) {
            double rate = (random.nextBoolean() ? 1 : -1) * (0.5 + 0.45 * random.nextDouble());
            eigenvalues.add(new double[] {rate, 0});
            motion.add(series(length, t -> Math.pow(rate, t)));
        }
        for (int k = 0; k < rotations; k++) {
            double modulus = 0.7 + 0.29 * random.nextDouble();
            double angle = 0.2 + 2.7 * random.nextDouble();
            eigenvalues.add(new double[] {modulus * Math.cos(angle), modulus * Math.sin(angle)});
            eigenvalues.add(new double[] {modulus * Math.cos(angle), -modulus * Math.sin(angle)});
            motion.add(series(length, t -> Math.pow(modulus, t) * Math.cos(angle * t)));
            motion.add(series(length, t -> Math.pow(modulus, t) * Math.sin(angle * t)));
        }
        int modes = motion.size();
        DMatrixRMaj frame = RandomMatrices_DDRM.orthogonal(dimension, modes + 1, random);
        motion.add(series(length, t -> offset ? 2 : 0));
        float[][] rows = new float[length][dimension];
        for (int t = 0; t < length; t++) {
            for (int i = 0; i < dimension; i++) {
                double sum = 0;
                for (int j = 0; j <= modes; j++) {
                    sum += frame.get(i, j) * motion.get(j)[t];
                }
                rows[t][i] = (float) sum;
            }
        }
        double perturbation = RELATIVE * 3 * (Math.sqrt(dimension) + Math.sqrt(length));
        return new LinearSystem(
                Eigenvalues.of(eigenvalues.toArray(double[][]::new)),
                rows,
                4 * perturbation / smallest(motion.subList(0, modes), length - 1, offset));
    }

    /** Smallest singular value of the first {@code pairs} columns. */
    private static double smallest(List<double[]> motion, int pairs, boolean centred) {
        DMatrixRMaj x = new DMatrixRMaj(motion.size(), pairs);
        for (int j = 0; j < x.numRows; j++) {
            double mean = Arrays.stream(motion.get(j), 0, pairs).average().orElseThrow();
            for (int t = 0; t < pairs; t++) {
                x.set(j, t, motion.get(j)[t] - (centred ? mean : 0));
            }
        }
        double[] sigma = SingularOps_DDRM.singularValues(x);
        return Arrays.stream(sigma).min().orElseThrow();
    }

    private static double[] series(int length, IntToDoubleFunction value) {
        double[] series = new double[length];
        Arrays.setAll(series, value);
        return series;
    }

    /** The same trajectory seen in another orthonormal frame, in double precision. */
    static double[][] turned(float[][] rows, long seed) {
        int d = rows[0].length;
        DMatrixRMaj turn = RandomMatrices_DDRM.orthogonal(d, d, new Random(seed));
        double[][] turned = new double[rows.length][d];
        for (int t = 0; t < rows.length; t++) {
            DMatrixRMaj x = new DMatrixRMaj(d, 1);
            for (int k = 0; k < d; k++) {
                x.set(k, rows[t][k]);
            }
            turned[t] = CommonOps_DDRM.mult(turn, x, null).data;
        }
        return turned;
    }
}
