/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Products} on the vector unit: four rows at a time, so that z and the anchor are read once for all four. Registers
 * of fewer than eight doubles take the running sums in as many passes as they need.
 */
final class VectorProducts implements Products {
    private static final int ROWS = 4;
    private static final int FEWEST_LANES = 4;
    private static final VectorSpecies<Double> WIDE =
            DoubleVector.SPECIES_PREFERRED.length() > LANES ? DoubleVector.SPECIES_512 : DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> NARROW =
            VectorSpecies.of(float.class, VectorShape.forBitSize(Math.max(64, WIDE.vectorBitSize() / 2)));

    private final double[] lanes = new double[ROWS * LANES];

    static boolean registersSuffice() {
        return DoubleVector.SPECIES_PREFERRED.length() >= FEWEST_LANES;
    }

    @Override
    public void of(double[] z, double[] anchor, float[][] rows, int count, double[] out) {
        for (int j = 0; j < count; j += ROWS) {
            four(z, anchor, rows, j, count - 1);
            for (int r = 0; r < Math.min(ROWS, count - j); r++) {
                Products.addRest(z, anchor, rows[j + r], lanes, r * LANES);
                out[j + r] = Products.sum(lanes, r * LANES);
            }
        }
    }

    /** Rows j to j + 3; past the last one, the last again. */
    private void four(double[] z, double[] anchor, float[][] rows, int j, int last) {
        float[] b = rows[Math.min(j + 1, last)];
        float[] c = rows[Math.min(j + 2, last)];
        float[] d = rows[Math.min(j + 3, last)];
        for (int lane = 0; lane < LANES; lane += WIDE.length()) {
            pass(z, anchor, rows[j], b, c, d, lane);
        }
    }

    private void pass(double[] z, double[] anchor, float[] a, float[] b, float[] c, float[] d, int lane) {
        DoubleVector sumA = DoubleVector.zero(WIDE);
        DoubleVector sumB = sumA;
        DoubleVector sumC = sumA;
        DoubleVector sumD = sumA;
        int whole = z.length & -LANES;
        for (int k = lane; k < whole; k += LANES) {
            DoubleVector moved = DoubleVector.fromArray(WIDE, z, k);
            DoubleVector ref = DoubleVector.fromArray(WIDE, anchor, k);
            sumA = sumA.add(moved.mul(wide(a, k).sub(ref)));
            sumB = sumB.add(moved.mul(wide(b, k).sub(ref)));
            sumC = sumC.add(moved.mul(wide(c, k).sub(ref)));
            sumD = sumD.add(moved.mul(wide(d, k).sub(ref)));
        }
        sumA.intoArray(lanes, lane);
        sumB.intoArray(lanes, LANES + lane);
        sumC.intoArray(lanes, 2 * LANES + lane);
        sumD.intoArray(lanes, 3 * LANES + lane);
    }

    private static DoubleVector wide(float[] row, int k) {
        return (DoubleVector) FloatVector.fromArray(NARROW, row, k).convertShape(VectorOperators.F2D, WIDE, 0);
    }
}
