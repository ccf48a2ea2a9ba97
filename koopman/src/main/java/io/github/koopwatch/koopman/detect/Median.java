/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** Medians by selection, exact and in linear time (Hoare's FIND, Lomuto's partition). */
final class Median {
    private Median() {}

    /** Mean of the two middle values for an even count. */
    static double of(double[] values) {
        return inPlace(values.clone());
    }

    /** Median distance from the median. */
    static double deviation(double[] values) {
        double[] a = values.clone();
        double middle = inPlace(a);
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.abs(values[i] - middle);
        }
        return inPlace(a);
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
            double pivot = middle(a[low], a[k], a[high]);
            int end = smallerFirst(a, low, high, pivot);
            if (end == low) {
                end = smallerFirst(a, low, high, Math.nextUp(pivot)); // those that are equal
                if (k < end || end == low) { // nothing is as small as NaN
                    return;
                }
            }
            if (k < end) {
                high = end - 1;
            } else {
                low = end;
            }
        }
    }

    private static double middle(double x, double y, double z) {
        return Math.max(Math.min(x, y), Math.min(Math.max(x, y), z));
    }

    /**
     * Where those not below the bound begin once the smaller ones of a[low..high] stand before them. Each value is swapped,
     * if only with itself: a branch that depends on it would be guessed wrongly half the time (Lomuto's scheme without one).
     */
    private static int smallerFirst(double[] a, int low, int high, double bound) {
        int end = low;
        for (int i = low; i <= high; i++) {
            double value = a[i];
            a[i] = a[end];
            a[end] = value;
            end += value < bound ? 1 : 0;
        }
        return end;
    }
}
