/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.settings;
import static io.github.koopwatch.koopman.Samples.spectrum;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.distance.Wasserstein;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaFitsTest {
    private static final int[][] SUBSETS = {{0, 1, 2}, {1, 3, 4}, {0, 4}, {2}, {0, 1, 2, 3, 4}};

    /** Noise alone; far weights whose small modes a Gram matrix loses; few coordinates; every mode. */
    @ParameterizedTest
    @CsvSource({
        "20, 0, 6, AFFINE, 1, 0",
        "20, 2, 6, AFFINE, 1, 1",
        "20, 3, 6, NONE, 1, 1",
        "20, 0, 6, AFFINE, 1e-6, 1",
        "20, 3, 6, NONE, 1e-6, 1",
        "3, 0, 3, AFFINE, 1, 1",
        "20, 0, 2147483647, NONE, 1, 1"
    })
    void fit_ofASubset_isThePooledFitOfItsRows(
            int dimension, int delays, int rank, Centre centre, double noise, double far) {
        double[][][] replicas = replicas(dimension, noise, far);
        AnalysisSettings settings = settings(30, delays, rank, centre);
        ReplicaFits fits = ReplicaFits.of(replicas, settings);
        for (int[] subset : SUBSETS) {
            double[][][] rows = Arrays.stream(subset).mapToObj(r -> replicas[r]).toArray(double[][][]::new);
            Spectrum expected = spectrum(SvdDmd.fit(rows, settings));
            Spectrum actual = spectrum(fits.fit(subset));
            assertThat(actual.rank()).isEqualTo(expected.rank());
            assertThat(Wasserstein.w1(actual.eigenvalues(), expected.eigenvalues()))
                    .isLessThan(1e-10);
        }
    }

    @Test
    void fit_replicaWithoutEnoughPairs_isDegenerate() {
        double[][][] replicas = replicas(4, 1, 1);
        replicas[2] = Arrays.copyOf(replicas[2], 3);
        ReplicaFits fits = ReplicaFits.of(replicas, settings(30, 0, 3, Centre.AFFINE));
        assertThat(fits.fit(2)).isEqualTo(Dmd.tooFewPairs());
        assertThat(fits.fit(2, 3)).isInstanceOf(Spectrum.class);
    }

    /** [5][30 to 34][dimension]: a start of its own, a decaying turn, a walk of that size. */
    private static double[][][] replicas(int dimension, double noise, double far) {
        Random random = new Random(7);
        double[][][] replicas = new double[5][][];
        for (int r = 0; r < replicas.length; r++) {
            replicas[r] = new double[30 + r][dimension];
            for (int k = 0; k < dimension; k++) {
                double start = far * 10 * random.nextGaussian();
                double size = random.nextGaussian();
                double walk = 0;
                for (int t = 0; t < replicas[r].length; t++) {
                    walk += noise * (1 + k % 5) * random.nextGaussian();
                    replicas[r][t][k] = start + walk + size * Math.pow(0.9, t) * Math.cos(0.4 * (t + k % 3));
                }
            }
        }
        return replicas;
    }
}
