/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

/** {@link Products} in plain Java: the eight sums of one row stay in registers. */
final class PlainProducts implements Products {
    private final double[] lanes = new double[LANES];

    @Override
    public void of(double[] z, double[] anchor, float[][] rows, int count, double[] out) {
        for (int j = 0; j < count; j++) {
            addWhole(z, anchor, rows[j]);
            Products.addRest(z, anchor, rows[j], lanes, 0);
            out[j] = Products.sum(lanes, 0);
        }
    }

    private void addWhole(double[] z, double[] anchor, float[] row) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int whole = z.length & -LANES;
        for (int k = 0; k < whole; k += LANES) {
            s0 += z[k] * (row[k] - anchor[k]);
            s1 += z[k + 1] * (row[k + 1] - anchor[k + 1]);
            s2 += z[k + 2] * (row[k + 2] - anchor[k + 2]);
            s3 += z[k + 3] * (row[k + 3] - anchor[k + 3]);
            s4 += z[k + 4] * (row[k + 4] - anchor[k + 4]);
            s5 += z[k + 5] * (row[k + 5] - anchor[k + 5]);
            s6 += z[k + 6] * (row[k + 6] - anchor[k + 6]);
            s7 += z[k + 7] * (row[k + 7] - anchor[k + 7]);
        }
        lanes[0] = s0;
        lanes[1] = s1;
        lanes[2] = s2;
        lanes[3] = s3;
        lanes[4] = s4;
        lanes[5] = s5;
        lanes[6] = s6;
        lanes[7] = s7;
    }
}
