/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Momentum repeats nine tenths of an update: what is new in it shows a change at once, its energy by and by. */
class InnovationTest {
    private static final int D = 128;
    private static final int CHANGE = 700;

    @Test
    void innovation_ofAWalkWithMomentum_isTheEnergyOrthogonalToTheUpdateBefore() {
        List<float[]> rows = momentum(1, 1);
        ChannelValues values = new FastChannels(List.of()).at(k -> rows.get(600 - k), new double[15]);

        double[] now = update(rows, 600);
        double[] before = update(rows, 599);
        double along = dot(now, before) / dot(before, before);
        double rest = 0;
        for (int i = 0; i < D; i++) {
            rest += Math.pow(now[i] - along * before[i], 2);
        }
        assertThat(values.innovation()).isCloseTo(Math.log(rest), within(1e-6));
        assertThat(values.innovation()).isCloseTo(Math.log(D), within(0.6));
        assertThat(values.updateEnergy()).isGreaterThan(values.innovation() + 1);
    }

    @Test
    void updatesThreePercentLongerEachStep_underMomentum_areFoundByTheInnovation() {
        for (long seed = 0; seed < 10; seed++) {
            List<float[]> rows = momentum(seed, 1.03);

            Change first = Walks.feed(rows, List.of()).firing().get(0);

            assertThat(first.channel()).isEqualTo("innovation");
            assertThat(first.step()).isBetween(CHANGE + 1L, CHANGE + 15L);
            assertThat(first.message()).startsWith("energy of what is new in an update rose ");
        }
    }

    /** Weights that move by v = 0.9 v + g, where g is noise that grows from the change on. */
    private static List<float[]> momentum(long seed, double growth) {
        Random random = new Random(seed);
        double[] x = new double[D];
        double[] v = new double[D];
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < CHANGE + 30; t++) {
            float[] row = new float[D];
            for (int i = 0; i < D; i++) {
                v[i] = 0.9 * v[i] + Math.pow(growth, Math.max(0, t - CHANGE)) * random.nextGaussian();
                x[i] += v[i];
                row[i] = (float) x[i];
            }
            rows.add(row);
        }
        return rows;
    }

    private static double[] update(List<float[]> rows, int t) {
        double[] update = new double[D];
        for (int i = 0; i < D; i++) {
            update[i] = (double) rows.get(t)[i] - rows.get(t - 1)[i];
        }
        return update;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
