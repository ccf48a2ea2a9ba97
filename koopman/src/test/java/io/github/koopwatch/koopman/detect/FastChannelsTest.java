/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FastChannelsTest {
    private static final int DIMENSION = 40;

    @Test
    void at_randomWalk_agreesWithExactSums() {
        List<float[]> rows = Walks.walk(1, 20, DIMENSION);
        double[] earlier = IntStream.range(1, 16)
                .mapToDouble(k -> Math.log(energy(rows, 19 - k)))
                .toArray();

        ChannelValues values = new FastChannels(List.of(new int[] {3, 11})).at(k -> rows.get(19 - k), earlier);

        double e = energy(rows, 19);
        assertThat(values.updateEnergy()).isCloseTo(Math.log(e), within(1e-13));
        double turned = dot(update(rows, 19), update(rows, 18)) / Math.sqrt(e * energy(rows, 18));
        assertThat(Math.tanh(values.coherence())).isCloseTo(turned, within(1e-13));
        double outward = dot(update(rows, 19), exact(rows.get(18))) / Math.sqrt(e * square(rows.get(18)));
        assertThat(Math.tanh(values.radial())).isCloseTo(outward, within(1e-13));
        assertThat(values.displacement()).isCloseTo(Math.log(straight(rows) / path(rows)), within(1e-13));
        assertThat(values.groupEnergies()).hasSize(1);
        assertThat(values.groupEnergies()[0]).isCloseTo(Math.log(groupEnergy(rows)), within(1e-13));
        assertThat(values.aboveFloor()).isCloseTo(Math.log(e / floor(rows.get(19))), within(1e-12));
    }

    @Test
    void at_fewerThan17Snapshots_displacementIsNaNAndTheRestFinite() {
        List<float[]> rows = Walks.walk(2, 16, DIMENSION);

        ChannelValues values = new FastChannels(List.of()).at(k -> k < 16 ? rows.get(15 - k) : null, new double[13]);

        assertThat(values.displacement()).isNaN();
        assertThat(List.of(values.updateEnergy(), values.coherence(), values.radial()))
                .allMatch(Double::isFinite);
    }

    @Test
    void at_nothingMovesFromZero_allFiniteAndAtTheFloor() {
        ChannelValues values = new FastChannels(List.of(new int[] {0, 2})).at(k -> new float[4], new double[15]);

        assertThat(values.updateEnergy()).isCloseTo(Math.log(1e-30), within(1e-12));
        assertThat(values.coherence()).isZero();
        assertThat(values.radial()).isZero();
        assertThat(values.displacement()).isFinite();
        assertThat(values.groupsAboveFloor()).containsExactly(0);
    }

    @Test
    void at_straightLine_coherenceIsBounded() {
        ChannelValues values =
                new FastChannels(List.of()).at(k -> k > 2 ? null : new float[] {9 - k, 1}, new double[0]);

        assertThat(Math.tanh(values.coherence())).isCloseTo(0.999, within(1e-12));
    }

    @Test
    void at_largestFloats_staysFinite() {
        float large = Float.MAX_VALUE;
        ChannelValues values =
                new FastChannels(List.of()).at(k -> new float[] {k % 2 == 0 ? large : -large, large}, new double[15]);

        assertThat(List.of(
                        values.updateEnergy(),
                        values.coherence(),
                        values.radial(),
                        values.displacement(),
                        values.aboveFloor()))
                .allMatch(Double::isFinite);
    }

    @Test
    void misuse_saysExpectedAndActual() {
        FastChannels channels = new FastChannels(List.of(new int[] {0, 5}));
        double[] none = {};
        assertThatThrownBy(() -> channels.at(k -> new float[4], none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4")
                .hasMessageContaining("got 5");
        assertThatThrownBy(() -> channels.at(k -> k < 2 ? new float[5] : null, none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 steps ago");
        assertThatThrownBy(() -> channels.at(k -> new float[5 + k], none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected dimension 5, got 6");
        assertThatThrownBy(() -> new FastChannels(List.of(new int[] {3, 3})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[3, 3]");
    }

    private static BigDecimal[] exact(float[] x) {
        return IntStream.range(0, x.length).mapToObj(i -> new BigDecimal(x[i])).toArray(BigDecimal[]::new);
    }

    private static BigDecimal[] difference(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToObj(i -> new BigDecimal(a[i]).subtract(new BigDecimal(b[i])))
                .toArray(BigDecimal[]::new);
    }

    private static BigDecimal[] update(List<float[]> rows, int t) {
        return difference(rows.get(t), rows.get(t - 1));
    }

    private static double dot(BigDecimal[] a, BigDecimal[] b) {
        return IntStream.range(0, a.length)
                .mapToObj(i -> a[i].multiply(b[i]))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }

    private static double square(float[] x) {
        return dot(exact(x), exact(x));
    }

    private static double floor(float[] x) {
        return Math.pow(2, -46) * square(x) + 1e-30;
    }

    private static double energy(List<float[]> rows, int t) {
        return dot(update(rows, t), update(rows, t)) + floor(rows.get(t));
    }

    private static double groupEnergy(List<float[]> rows) {
        float[] now = Arrays.copyOfRange(rows.get(19), 3, 11);
        float[] before = Arrays.copyOfRange(rows.get(18), 3, 11);
        return dot(difference(now, before), difference(now, before)) + floor(now);
    }

    private static double straight(List<float[]> rows) {
        BigDecimal[] way = difference(rows.get(19), rows.get(3));
        return dot(way, way) + floor(rows.get(19));
    }

    private static double path(List<float[]> rows) {
        return IntStream.range(4, 20).mapToDouble(t -> energy(rows, t)).sum();
    }
}
