/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The method written down once more, over a whole series, as directly as it reads; 0-based rows. Shares no code with the
 * detector.
 */
final class SlowReference {
    private final double[][] s;
    private final double[][] z;
    private final double threshold;

    /** An alarm of a batch run: row, channel, +1 or -1, sum, row where the sum left 0. */
    record Alarm(int row, int channel, int sign, double sum, int onset) {}

    /** Series by channel and row; channels that do not detect are left out. */
    SlowReference(double[][] s, double threshold) {
        this.s = s;
        this.threshold = threshold;
        z = new double[s.length][s[0].length];
    }

    List<Alarm> alarms() {
        List<Alarm> alarms = new ArrayList<>();
        int start = 0;
        int armed = 308;
        double[][][] sum = new double[s.length][2][3];
        int[][][] onset = new int[s.length][2][3];
        for (int t = 0; t < s[0].length; t++) {
            Alarm best = new Alarm(t, -1, 0, threshold, -1);
            for (int c = 0; c < s.length; c++) {
                z[c][t] = t - 210 >= start ? z(c, t) : 0;
                if (t < armed) {
                    continue;
                }
                double y = Math.max(-6, Math.min(6, z[c][t] / lambda(c, t, start)));
                double[] bets = {0.5, 1, 2};
                for (int k = 0; k < 3; k++) {
                    for (int sign = 0; sign < 2; sign++) {
                        double direction = sign == 0 ? 1 : -1;
                        double next = Math.max(0, sum[c][sign][k] + 2 * bets[k] * (direction * y - bets[k]));
                        onset[c][sign][k] = sum[c][sign][k] == 0 ? t : onset[c][sign][k];
                        sum[c][sign][k] = next;
                        if (next > best.sum) {
                            best = new Alarm(t, c, (int) direction, next, onset[c][sign][k]);
                        }
                    }
                }
            }
            if (best.channel >= 0) {
                alarms.add(best);
                start = t + 1;
                armed = start + 290;
                sum = new double[s.length][2][3];
            }
        }
        return alarms;
    }

    double[][] scores() {
        return z;
    }

    private double lambda(int c, int t, int start) {
        List<Double> v = new ArrayList<>();
        List<Double> blocks = new ArrayList<>();
        for (int j = t - 15 - 249; j <= t - 15; j++) {
            if (j < start + 210) {
                continue;
            }
            v.add(clip(z[c][j]));
            if (j - 7 >= start + 210) {
                double mean = 0;
                for (int i = j - 7; i <= j; i++) {
                    mean += clip(z[c][i]) / 8;
                }
                blocks.add(mean);
            }
        }
        return Math.sqrt(Math.max(1, Math.max(meanSquare(v), 8 * meanSquare(blocks))));
    }

    private static double clip(double score) {
        return Math.max(-4, Math.min(4, score));
    }

    private static double meanSquare(List<Double> values) {
        return values.stream().mapToDouble(x -> x * x).average().orElse(0);
    }

    private double z(int c, int t) {
        int n = 200;
        double[] past = Arrays.copyOfRange(s[c], t - 210, t - 10);
        double[] tau = new double[n];
        for (int i = 0; i < n; i++) {
            tau[i] = i - (n - 1) / 2.0;
        }
        double m = Arrays.stream(past).average().orElseThrow();
        double b = dot(tau, past) / dot(tau, tau);
        double[] rho = new double[n];
        for (int i = 0; i < n; i++) {
            rho[i] = past[i] - m - b * tau[i];
        }
        double middle = median(rho);
        double sigma = 1.4826
                        * median(Arrays.stream(rho)
                                .map(r -> Math.abs(r - middle))
                                .toArray())
                + 0.001;
        double[] q = Arrays.stream(rho)
                .map(r -> Math.max(-3 * sigma, Math.min(3 * sigma, r)))
                .toArray();
        double dm = Arrays.stream(q).average().orElseThrow();
        double db = dot(tau, q) / dot(tau, tau);
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            w[i] = q[i] - dm - db * tau[i];
        }
        double lag = dot(Arrays.copyOfRange(w, 1, n), Arrays.copyOfRange(w, 0, n - 1));
        double a = dot(w, w) == 0 ? 0 : Math.max(0, Math.min(0.98, lag / dot(w, w)));
        double f = (m + dm) + (b + db) * (10 + 201 / 2.0);
        return (s[c][t] - f) / sigma * Math.sqrt((1 - a) / (1 + a));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
