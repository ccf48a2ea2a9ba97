/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The detector against the method written down a second time, on series with trends, memory, outliers and jumps. */
class DetectorAgainstReferenceTest {
    private static final int ROWS = 2600;

    @Test
    void observe_wholeModel_scoresAndAlarmsAgree() {
        compare(0, 25.5, 11);
    }

    @Test
    void observe_fourGroups_scoresAndAlarmsAgree() {
        compare(4, 30, 12);
    }

    private static void compare(int groups, double threshold, long seed) {
        double[][] series = series(3 + groups, seed);
        SlowReference slow = new SlowReference(withInnovation(series), threshold);
        List<SlowReference.Alarm> expected = slow.alarms();
        ChangeDetector detector = new ChangeDetector(groups);
        List<Change> found = new ArrayList<>();
        for (int t = 0; t < ROWS; t++) {
            List<Change> changes = detector.observe(10L * t, values(series, t));
            changes.stream().filter(c -> isAlarm(c, detector.slot().step())).forEach(found::add);
            assertScores(detector.slot().z(), slow.scores(), t);
        }
        assertThat(expected).hasSizeGreaterThan(3);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertAlarm(found.get(i), expected.get(i), threshold);
        }
    }

    private static boolean isAlarm(Change change, long now) {
        return change.state() == Change.State.FIRING && change.step() == now;
    }

    private static void assertScores(double[] z, double[][] slow, int t) {
        assertThat(z[Channels.DISPLACEMENT]).isZero();
        for (int c = 0; c < slow.length; c++) {
            double expected = slow[c][t];
            assertThat(z[channel(c)]).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
        }
    }

    private static void assertAlarm(Change found, SlowReference.Alarm expected, double threshold) {
        assertThat(found.step()).isEqualTo(10L * expected.row());
        assertThat(found.onsetStep()).isEqualTo(10L * expected.onset());
        assertThat(found.channel()).isEqualTo(Channels.name(channel(expected.channel())));
        assertThat(found.direction()).isEqualTo(expected.sign() > 0 ? Direction.UP : Direction.DOWN);
        assertThat(found.statistic()).isCloseTo(expected.sum(), within(1e-9)).isGreaterThan(threshold);
        assertThat(found.threshold()).isEqualTo(threshold);
    }

    private static int channel(int detecting) {
        return Arrays.stream(Channels.detecting(8))
                .filter(channel -> channel != Channels.LOSS)
                .toArray()[detecting];
    }

    private static ChannelValues values(double[][] s, int t) {
        double[] groups = new double[s.length - 3];
        Arrays.setAll(groups, g -> s[3 + g][t]);
        double[] above = new double[groups.length];
        Arrays.fill(above, 60);
        return new ChannelValues(s[0][t], s[1][t], Double.NaN, s[2][t], 0, groups, 60, above);
    }

    /** Of what a detector sees, update energy, coherence and radial cosine first: the innovation behind them. */
    private static double[][] withInnovation(double[][] s) {
        List<double[]> all = new ArrayList<>(List.of(s));
        double[] innovation = new double[ROWS];
        Arrays.setAll(innovation, t -> s[0][t] + Math.log(4) - 2 * Math.log(Math.exp(s[1][t]) + Math.exp(-s[1][t])));
        all.add(3, innovation);
        return all.toArray(double[][]::new);
    }

    private static double[][] series(int channels, long seed) {
        Random random = new Random(seed);
        double[][] s = new double[channels][ROWS];
        for (int c = 0; c < channels; c++) {
            double memory = 0;
            for (int t = 0; t < ROWS; t++) {
                memory = 0.12 * c * memory + random.nextGaussian();
                double outlier = random.nextInt(50) == 0 ? 5 * random.nextGaussian() : 0;
                double jump = (t / 480) % channels == c ? 6 : 0;
                s[c][t] = memory + outlier + jump - 0.003 * t + Math.sin(t / 40.0) * c * 0.2;
            }
        }
        return s;
    }
}
