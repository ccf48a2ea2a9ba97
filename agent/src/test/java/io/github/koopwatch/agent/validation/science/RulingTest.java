/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import static io.github.koopwatch.agent.validation.science.Judgement.CANNOT_TELL;
import static io.github.koopwatch.agent.validation.science.Judgement.DIFFERS;
import static io.github.koopwatch.agent.validation.science.Judgement.HOLDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.compare.Look;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RulingTest {
    @Test
    void near_onlyWithinTheShare_holds() {
        assertThat(Ruling.near(1.019, 1, 0.02).verdict()).isEqualTo(HOLDS);
        assertThat(Ruling.near(0.975, 1, 0.02).verdict()).isEqualTo(DIFFERS);
        assertThat(Ruling.near(Double.NaN, 1, 0.02).verdict()).isEqualTo(DIFFERS);
    }

    @Test
    void meets_intervalsThatTouch_hold_andWithoutAnIntervalNothingIsSaid() {
        assertThat(Ruling.meets(new Figure("", 5, 4, 6), 6, 7).verdict()).isEqualTo(HOLDS);
        assertThat(Ruling.meets(new Figure("", 5, 4, 6), 6.1, 7).verdict()).isEqualTo(DIFFERS);
        assertThat(Ruling.meets(new Figure("", 8, 7.5, 9), 6, 7).verdict()).isEqualTo(DIFFERS);
        assertThat(Ruling.meets(Figure.of("", 5), 4, 6).verdict()).isEqualTo(CANNOT_TELL);
    }

    @Test
    void above_anIntervalOverTheBound_cannotTell() {
        assertThat(Ruling.above(new Figure("", 2, 1.1, 3), 1).verdict()).isEqualTo(HOLDS);
        assertThat(Ruling.above(new Figure("", 2, 0.9, 3), 1).verdict()).isEqualTo(CANNOT_TELL);
        assertThat(Ruling.above(new Figure("", 0.5, 0.2, 0.9), 1).verdict()).isEqualTo(DIFFERS);
        assertThat(Ruling.above(Figure.of("", 2), 1).verdict()).isEqualTo(CANNOT_TELL);
    }

    @Test
    void different_isDecidedByThePermutation_andRefutedByTheBoundAlone() {
        assertThat(Ruling.different(look(0.05, 9), 6, 6).verdict()).isEqualTo(HOLDS);
        assertThat(Ruling.different(look(0.06, 0.2), 6, 6).verdict()).isEqualTo(DIFFERS);
        assertThat(Ruling.different(look(0.06, 0.3), 6, 6).verdict()).isEqualTo(CANNOT_TELL);
        assertThat(Ruling.different(look(0.2, Double.NaN), 3, 3).verdict()).isEqualTo(CANNOT_TELL);
    }

    @Test
    void equivalent_aLargePValue_isNotEnough() {
        assertThat(Ruling.equivalent(look(0.9, 0.25)).verdict()).isEqualTo(HOLDS);
        assertThat(Ruling.equivalent(look(0.9, 0.26)).verdict()).isEqualTo(CANNOT_TELL);
        assertThat(Ruling.equivalent(look(0.9, Double.NaN)).verdict()).isEqualTo(CANNOT_TELL);
        assertThat(Ruling.equivalent(look(0.01, 0.1)).verdict()).isEqualTo(DIFFERS);
    }

    private static Look look(double p, double bound) {
        return new Look(p, 0, 1, 1, bound);
    }

    @Test
    void distances_armsFarApart_areDifferent_andArmsOfOneLawEquivalent() {
        Random random = new Random(1);
        double[][] a = curves(random, 0, 8);
        assertThat(Distances.curves(a, curves(random, 9, 8)).different().verdict())
                .isEqualTo(HOLDS);
        assertThat(Distances.curves(a, curves(random, 9, 8)).area()).isEqualTo(1);
        Distances same = Distances.curves(a, curves(random, 0, 8));
        assertThat(same.look().pValue()).isGreaterThan(0.05);
        assertThat(same.area()).isBetween(0.3, 0.7);
    }

    @Test
    void between_theInterval_holdsTheMean_andASingleReplicaHasNone() {
        Random random = new Random(2);
        Figure figure =
                Distances.curves(curves(random, 0, 8), curves(random, 3, 8)).between("d");
        assertThat(figure.low()).isLessThan(figure.value());
        assertThat(figure.high()).isGreaterThan(figure.value());
        assertThat(Distances.curves(curves(random, 0, 1), curves(random, 3, 8))
                        .between("d")
                        .low())
                .isNaN();
    }

    /** Curves that lie around a value. */
    private static double[][] curves(Random random, double around, int replicas) {
        double[][] curves = new double[replicas][20];
        for (double[] curve : curves) {
            double level = around + random.nextGaussian();
            for (int t = 0; t < curve.length; t++) {
                curve[t] = level + 0.1 * random.nextGaussian();
            }
        }
        return curves;
    }
}
