/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.List;

/**
 * A linear discriminant: scores are constants plus weights times features, probabilities their softmax.
 *
 * @param causes in the order of the rows
 * @param rows [cause]: the constant, then a weight per feature
 */
record Discriminant(List<Cause> causes, List<double[]> rows) {
    /** The likeliest cause. Throws IllegalArgumentException for another number of features. */
    Attribution attribute(double[] features) {
        double[] p = probabilities(features);
        int best = 0;
        for (int i = 1; i < p.length; i++) {
            best = p[i] > p[best] ? i : best;
        }
        return Attribution.of(causes.get(best), p[best]);
    }

    /** One per cause; they sum to 1. */
    double[] probabilities(double[] features) {
        double[] scores = rows.stream().mapToDouble(row -> score(row, features)).toArray();
        double highest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            highest = Math.max(highest, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = StrictMath.exp(scores[i] - highest);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }

    private static double score(double[] row, double[] features) {
        if (features.length != row.length - 1) {
            throw new IllegalArgumentException("features: expected " + (row.length - 1) + ", got " + features.length);
        }
        double score = row[0];
        for (int i = 0; i < features.length; i++) {
            score += row[i + 1] * features[i];
        }
        return score;
    }
}
