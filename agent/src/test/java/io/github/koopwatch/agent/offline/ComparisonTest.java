/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.compare.ArmDistances;
import io.github.koopwatch.koopman.compare.Equivalence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final AnalysisSettings SETTINGS = AnalysisSettings.monitor();
    private static final double ALPHA = 0.05;

    @TempDir
    Path directory = Path.of("");

    private Trajectory replicas(long seed, int replicas, double a) throws IOException {
        Path file = directory.resolve("r" + seed + ".npy");
        return Trajectory.read(Files.write(file, Npy.walks(seed, replicas, 300, 6, a)));
    }

    @Test
    void sameDynamics_areEquivalent_otherOnesDifferent() throws IOException {
        Trajectory a = replicas(0, 5, 0.9);
        Comparison same = Comparison.of(a, replicas(100, 5, 0.9), SETTINGS, ALPHA, Progress.NONE)
                .comparison();
        assertThat(same.verdict()).isEqualTo("equivalent");
        assertThat(same.windows()).isEqualTo(21);
        Comparison other = Comparison.of(a, replicas(200, 5, 0.5), SETTINGS, ALPHA, Progress.NONE)
                .comparison();
        assertThat(other.verdict()).isEqualTo("different");
        assertThat(other.pValue()).isCloseTo(2 / 252.0, within(1e-15)); // the true split and its mirror image
        assertThat(other.w1()).isGreaterThan(other.nullW1Mean());
    }

    @Test
    void threeReplicas_arePermuted_butNeverEquivalent() throws IOException {
        Comparison c = Comparison.of(replicas(0, 3, 0.9), replicas(100, 3, 0.9), SETTINGS, ALPHA, Progress.NONE)
                .comparison();
        assertThat(c.test()).isEqualTo("permutation");
        assertThat(c.verdict()).isEqualTo("undecided");
    }

    @Test
    void fewReplicas_areBootstrapped_neverEquivalent() throws IOException {
        Comparison same = Comparison.of(replicas(0, 1, 0.9), replicas(100, 2, 0.9), SETTINGS, ALPHA, Progress.NONE)
                .comparison();
        assertThat(same.test()).isEqualTo("bootstrap");
        assertThat(same.replicasB()).isEqualTo(2);
        assertThat(same.verdict()).isEqualTo("undecided");
        Comparison other = Comparison.of(replicas(0, 1, 0.99), replicas(200, 1, 0.1), SETTINGS, ALPHA, Progress.NONE)
                .comparison();
        assertThat(other.verdict()).isEqualTo("different");
        assertThat(Comparison.of(replicas(0, 1, 0.99), replicas(200, 1, 0.1), SETTINGS, ALPHA, Progress.NONE)
                        .comparison())
                .isEqualTo(other);
    }

    @Test
    void pooled_toldApartByRefittedSplits() throws IOException {
        Trajectory a = replicas(0, 4, 0.9);
        Comparison other = PooledComparison.of(a, replicas(200, 4, 0.5), SETTINGS, ALPHA, Progress.NONE)
                .comparison();
        assertThat(other.pValue()).isCloseTo(2 / 70.0, within(1e-15));
        assertThat(other.verdict()).isEqualTo("different");
        assertThat(PooledComparison.of(a, replicas(100, 4, 0.9), SETTINGS, ALPHA, Progress.NONE)
                        .comparison()
                        .verdict())
                .isEqualTo("undecided");
    }

    @Test
    void pooled_fewReplicas_isBadInput() throws IOException {
        Trajectory a = replicas(0, 2, 0.9);
        assertThatThrownBy(() -> PooledComparison.of(a, a, SETTINGS, ALPHA, Progress.NONE)
                        .comparison())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("at least 3 replicas a side, got 2 and 2");
    }

    @Test
    void noCommonWindow_isBadInput() throws IOException {
        Trajectory a = replicas(0, 1, 0.9);
        Path later = Npy.npz(
                directory.resolve("later.npz"),
                Map.of(
                        "x", Npy.walks(1, 1, 100, 6, 0.9),
                        "steps", Npy.longs("(100,)", LongStream.range(5, 105).toArray())));
        Trajectory b = Trajectory.read(later);
        assertThatThrownBy(() ->
                        Comparison.of(a, b, SETTINGS, ALPHA, Progress.NONE).comparison())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("at the same steps");
    }

    @Test
    void equivalenceBound_growsWithTheDistanceBetweenArms() {
        Random random = new Random(1);
        double[][] d = new double[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < i; j++) {
                d[i][j] = d[j][i] = 1 + 0.01 * random.nextGaussian() + (i >= 4 && j < 4 ? 0.5 : 0);
            }
        }
        assertThat(new ArmDistances(d, 4).excess()).isCloseTo(0.5, within(0.02));
        assertThat(Equivalence.bound(new ArmDistances(d, 4), ALPHA)).isBetween(0.5, 0.6);
        assertThat(Equivalence.met(new ArmDistances(d, 4), ALPHA)).isFalse();
    }
}
