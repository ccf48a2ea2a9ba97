/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/**
 * A least-squares line through equally spaced values.
 *
 * @param mean height at the middle of the values
 * @param slope rise per value
 */
record Line(double mean, double slope) {
    static Line through(double[] values) {
        double middle = (values.length - 1) / 2.0;
        double sum = 0;
        double moment = 0;
        double spread = 0;
        for (int i = 0; i < values.length; i++) {
            double tau = i - middle;
            sum += values[i];
            moment += tau * values[i];
            spread += tau * tau;
        }
        return new Line(sum / values.length, moment / spread);
    }

    /** Height at a distance from the middle. */
    double at(double tau) {
        return mean + slope * tau;
    }

    /** Takes the line out of the values, in place. */
    void leave(double[] values) {
        double middle = (values.length - 1) / 2.0;
        for (int i = 0; i < values.length; i++) {
            values[i] -= at(i - middle);
        }
    }
}
