/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

/**
 * Inner products of one displaced row with many: &lt;z, x_j - x_ref&gt; in double.
 *
 * <p>Every implementation adds in the same order, so that their results agree bit for bit: eight running sums, the l-th
 * over the coordinates k ≡ l mod 8 in ascending order, put together by {@link #sum}. No fused multiply-add.
 */
interface Products {
    int LANES = 8;

    /** The vector unit's where the JVM was started with {@code --add-modules jdk.incubator.vector}, else plain Java. */
    static Products fastest() {
        return Vectors.USABLE ? new VectorProducts() : new PlainProducts();
    }

    /**
     * Writes &lt;z, rows[j] - anchor&gt; to out[j] for j in [0, count).
     *
     * @param z [dimension]
     * @param anchor x_ref, [dimension]
     * @param rows of {@code dimension} values each
     */
    void of(double[] z, double[] anchor, float[][] rows, int count, double[] out);

    /** The eight running sums from {@code at} put together. */
    static double sum(double[] lanes, int at) {
        return ((lanes[at] + lanes[at + 4]) + (lanes[at + 2] + lanes[at + 6]))
                + ((lanes[at + 1] + lanes[at + 5]) + (lanes[at + 3] + lanes[at + 7]));
    }

    /** Adds the coordinates that are left over after the last whole eight. */
    static void addRest(double[] z, double[] anchor, float[] row, double[] lanes, int at) {
        int whole = z.length & -LANES;
        for (int k = whole; k < z.length; k++) {
            lanes[at + k - whole] += z[k] * (row[k] - anchor[k]);
        }
    }

    /** Asked once: the incubating module is there and the processor's registers hold at least four doubles. */
    final class Vectors {
        private static final String MODULE = "jdk.incubator.vector";

        static final boolean USABLE =
                ModuleLayer.boot().findModule(MODULE).isPresent() && VectorProducts.registersSuffice();

        private Vectors() {}
    }
}
