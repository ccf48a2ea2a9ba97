/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Arrays;

/** Medians by selection, exact and in linear time (Hoare's FIND). */
final class Median {
    private Median() {}

    /** Mean of the two middle values for an even count. */
    static double of(double[] values) {
        return inPlace(values.clone());
    }

    /** Median distance from the median. */
    static double deviation(double[] values) {
        double middle = of(values);
        double[] distances = new double[values.length];
        Arrays.setAll(distances, i -> Math.abs(values[i] - middle));
        return inPlace(distances);
    }

    private static double inPlace(double[] a) {
        int half = a.length / 2;
        select(a, half);
        if (a.length % 2 == 1) {
            return a[half];
        }
        double below = a[0];
        for (int i = 1; i < half; i++) {
            below = Math.max(below, a[i]);
        }
        return (below + a[half]) / 2;
    }

    /** Puts the k-th smallest at k, smaller ones before it. */
    private static void select(double[] a, int k) {
        int low = 0;
        int high = a.length - 1;
        while (low < high) {
            double pivot = a[k];
            int i = low;
            int j = high;
            while (i <= j) {
                while (a[i] < pivot) {
                    i++;
                }
                while (pivot < a[j]) {
                    j--;
                }
                if (i <= j) {
                    double swapped = a[i];
                    a[i++] = a[j];
                    a[j--] = swapped;
                }
            }
            low = j < k ? i : low;
            high = k < i ? j : high;
        }
    }
}
