/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** What the slow channels promise: 1/α windows to a false alarm in the mean, or more, while windows are exchangeable. */
class SlowGuaranteeTest {
    private static final double PROMISED = 100;
    private static final int RUNS = 400;
    private static final int LONGEST = 2000;

    @Test
    void pValues_ofExchangeableScores_areUniformAndDoNotHangTogether() {
        Random random = new Random(1);
        double[] scores = new double[3000];
        double[] p = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.floor(4 * random.nextDouble()); // many ties
            p[i] = Conformal.p(Arrays.copyOf(scores, i), scores[i], Conformal.uniform(i, 0));
        }
        for (double share : new double[] {0.01, 0.1, 0.5, 0.9}) {
            long below = Arrays.stream(p).filter(x -> x <= share).count();
            double sd = Math.sqrt(share * (1 - share) / p.length);
            assertThat((double) below / p.length).isEqualTo(share, within(4 * sd));
        }
        double product = 0;
        for (int i = 1; i < p.length; i++) {
            product += 12 * (p[i] - 0.5) * (p[i - 1] - 0.5) / p.length;
        }
        assertThat(product).isEqualTo(0, within(4 / Math.sqrt(p.length)));
    }

    @Test
    void p_ofTheStrangestScore_isOneInAll_andTiesAreBroken() {
        double[] earlier = {1, 2, 2, 3};
        assertThat(Conformal.p(earlier, 9, 0.5)).isEqualTo(0.1);
        assertThat(Conformal.p(earlier, 2, 0.5)).isEqualTo((1 + 1.5) / 5);
        assertThat(Conformal.p(earlier, 0, 1)).isEqualTo(1);
    }

    @Test
    void trend_ofShuffledValues_isStandardNormal_ofRisingOnesLarge() {
        Random random = new Random(2);
        double square = 0;
        for (int i = 0; i < 2000; i++) {
            double z = Conformal.trend(random.doubles(20).toArray());
            square += z * z / 2000;
        }
        assertThat(square).isEqualTo(1, within(0.15));
        assertThat(Conformal.trend(new double[] {1, 2, 3, 4, 5, 6, 7, 8})).isGreaterThan(3);
    }

    /** Heavy-tailed distances, the four channels one and the same: the worst way to depend on each other. */
    @Test
    void runLength_ofExchangeableWindows_isAtLeastWhatIsPromised() {
        double mean = meanRunLength(new Random(3), random -> () -> Math.exp(random.nextGaussian()));
        assertThat(mean).isGreaterThan(PROMISED);
    }

    /** Why windows with common rows are left out: ten windows that share nine tenths of their rows promise nothing. */
    @Test
    void runLength_ofOverlappingWindows_isBelow() {
        double mean = meanRunLength(new Random(4), random -> {
            double[] recent = random.doubles(10).toArray();
            int[] next = {0};
            return () -> {
                recent[next[0]++ % recent.length] = random.nextGaussian();
                return Arrays.stream(recent).sum();
            };
        });
        assertThat(mean).isLessThan(0.8 * PROMISED);
    }

    private interface Scores {
        DoubleSupplier of(Random random);
    }

    /** Runs are cut at LONGEST, which makes the mean smaller. */
    private static double meanRunLength(Random random, Scores scores) {
        double total = 0;
        for (int run = 0; run < RUNS; run++) {
            total += runLength(run, scores.of(random));
        }
        return total / RUNS;
    }

    private static int runLength(int run, DoubleSupplier next) {
        double[] scores = new double[SlowEpoch.CALIBRATION + LONGEST];
        EDetector bets = new EDetector();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = next.getAsDouble();
            if (i >= SlowEpoch.CALIBRATION) {
                double p = Conformal.p(Arrays.copyOf(scores, i), scores[i], Conformal.uniform(run * 10_000L + i, 0));
                bets.add(new double[] {p, p, p, p}, i);
                if (bets.mean() >= PROMISED) {
                    return i - SlowEpoch.CALIBRATION + 1;
                }
            }
        }
        return LONGEST;
    }

    @Test
    void shift_ofTheScores_isFoundInAFewWindows_withItsOnset() {
        Random random = new Random(5);
        double[] scores = new double[80];
        EDetector bets = new EDetector();
        int found = -1;
        for (int i = 0; i < scores.length && found < 0; i++) {
            scores[i] = random.nextGaussian() + (i < 60 ? 0 : 4);
            if (i >= SlowEpoch.CALIBRATION) {
                double p = Conformal.p(Arrays.copyOf(scores, i), scores[i], Conformal.uniform(i, 0));
                bets.add(new double[] {Conformal.uniform(i, 1), p, 0.5, 0.5}, i);
                found = bets.mean() >= 1000 ? i : -1;
            }
        }
        assertThat(found).isBetween(63, 75);
        assertThat(bets.channel()).isEqualTo(1);
        assertThat(bets.onset(1)).isBetween(57L, 61L);
    }
}
