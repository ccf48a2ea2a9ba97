/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProductsTest {
    /** Every length up to five times the lanes, whatever is left over, and every count of rows up to three groups. */
    @Test
    void of_onTheVectorUnit_agreesBitForBitWithPlainJava() {
        assumeTrue(Products.Vectors.USABLE, "jdk.incubator.vector or wide registers are missing");
        for (int d = 1; d <= 41; d++) {
            float[][] rows = walk(d, 12, d, 100, 1);
            for (int count = 0; count <= rows.length; count++) {
                assertThat(products(new VectorProducts(), rows, count))
                        .isEqualTo(products(new PlainProducts(), rows, count));
            }
        }
    }

    @Test
    void of_longRows_agreesBitForBit() {
        assumeTrue(Products.Vectors.USABLE, "jdk.incubator.vector or wide registers are missing");
        float[][] rows = walk(7, 9, 4099, 1e3, 1e-3);
        for (int repeat = 0; repeat < 300; repeat++) { // interpreted, compiled, optimised
            assertThat(products(new VectorProducts(), rows, 9)).isEqualTo(products(new PlainProducts(), rows, 9));
        }
    }

    @Test
    void of_swappedRows_isTheSameBitForBit() {
        float[][] rows = walk(3, 3, 77, 10, 1);
        double[] anchor = displaced(rows[0], new double[77]);
        double[] a = new double[1];
        double[] b = new double[1];
        new PlainProducts().of(displaced(rows[1], anchor), anchor, new float[][] {rows[2]}, 1, a);
        new PlainProducts().of(displaced(rows[2], anchor), anchor, new float[][] {rows[1]}, 1, b);
        assertThat(a).isEqualTo(b);
    }

    @Test
    void of_plainJava_isTheProduct() {
        float[][] rows = walk(5, 6, 29, 1, 1);
        double[] products = products(new PlainProducts(), rows, 6);
        for (int j = 0; j < 6; j++) {
            double sum = 0;
            for (int k = 0; k < 29; k++) {
                sum += ((double) rows[1][k] - rows[0][k]) * ((double) rows[j][k] - rows[0][k]);
            }
            assertThat(products[j]).isCloseTo(sum, within(1e-12));
        }
    }

    /** Of the second row with the first {@code count}, displaced from the first. */
    private static double[] products(Products kernel, float[][] rows, int count) {
        double[] anchor = displaced(rows[0], new double[rows[0].length]);
        double[] out = new double[rows.length];
        kernel.of(displaced(rows[1], anchor), anchor, rows, count, out);
        return out;
    }

    private static double[] displaced(float[] row, double[] anchor) {
        double[] z = new double[row.length];
        Arrays.setAll(z, k -> row[k] - anchor[k]);
        return z;
    }
}
