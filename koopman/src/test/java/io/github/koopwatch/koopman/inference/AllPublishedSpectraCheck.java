/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every published spectrum, beside the normal tests, which have no such file: run with {@code -Dkoopwatch.paperSpectra=FILE}, where FILE holds {@code spectra} by name,
 * [replica][k][re, im], and {@code distances}, [a, b, mean W1, mean p].
 */
class AllPublishedSpectraCheck {
    private static final double DIGITS = 1e-7;
    private static final String FILE =
            Objects.requireNonNull(System.getProperty("koopwatch.paperSpectra"), "-Dkoopwatch.paperSpectra=FILE");

    @SuppressWarnings("NullAway.Init") // set before all
    private static PublishedSpectra published;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(FILE))) {
            published = PublishedSpectra.read(in);
        }
    }

    @Test
    void meansOfDistancesAndPValues_areTheFiles() {
        for (JsonNode known : published.file().get("distances")) {
            String a = known.get(0).asText();
            String b = known.get(1).asText();
            assertThat(mean(published.paired(a, b)))
                    .as("%s", known)
                    .isCloseTo(known.get(2).asDouble(), within(DIGITS));
            // the file gives the last one in five decimals
            double given = known.get(3).asDouble();
            assertThat(mean(published.shuffled(a, b)))
                    .as("%s", known)
                    .isCloseTo(given, within(given == 0.01494 ? 5e-6 : DIGITS));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fcn_h5, fcn_h10, 0.00168328, 0.003802, 0.006298, 0.010245",
        "fcn_h5, fcn_h40, 0.00166858, 0.003843, 0.007270, 0.009635",
        "fcn_h10, fcn_h40, 0.00119510, 0.002322, 0.004887, 0.007097",
        "grokking, grokking_constrained, 0.00137790, 0.024051, , 0.030444"
    })
    void spreadOfPairedDistances_isAsTabulated(String a, String b, double std, double min, Double median, double max) {
        double[] w1 = published.paired(a, b);
        Arrays.sort(w1);
        assertThat(std(w1)).isCloseTo(std, within(5.1e-9));
        assertThat(w1[0]).isCloseTo(min, within(5.1e-7));
        assertThat(w1[w1.length - 1]).isCloseTo(max, within(5.1e-7));
        if (median != null) {
            assertThat(w1[w1.length / 2]).isCloseTo(median, within(5.1e-7));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fcn_h5, 300, 0.00496474, 0.00141957",
        "fcn_h10, 300, 0.00434798, 0.00127334",
        "fcn_h40, 300, 0.00428179, 0.00162872",
        "grokking, 190, 0.00214355, 0.00165840",
        "grokking_constrained, 190, 0.00258466, 0.00374910"
    })
    void distancesBetweenReplicas_areAsTabulated(String name, int pairs, double mean, double std) {
        double[] w1 = published.between(name);
        assertThat(w1).hasSize(pairs);
        assertThat(mean(w1)).isCloseTo(mean, within(5.1e-9));
        assertThat(std(w1)).isCloseTo(std, within(5.1e-9));
    }

    /** Smallest p, median p, and mean of shuffled over true distance of the 25 pairs; the last by scipy. */
    @ParameterizedTest
    @CsvSource({
        "fcn_h5, fcn_h10, 0.047, 0.484, 0.96668",
        "fcn_h5, fcn_h40, 0.023, , 0.97337",
        "fcn_h10, fcn_h40, , 1.0, 0.98699"
    })
    void shuffleTests_areAsTabulated(String a, String b, Double min, Double median, double ratio) {
        double[] p = published.shuffled(a, b);
        Arrays.sort(p);
        if (min != null) {
            assertThat(p[0]).isCloseTo(min, within(5.1e-4));
        }
        if (median != null) {
            assertThat(p[p.length / 2]).isCloseTo(median, within(5.1e-4));
        }
        List<Eigenvalues> left = published.spectra(a);
        List<Eigenvalues> right = published.spectra(b);
        double[] paired = published.paired(a, b);
        double[] ratios = new double[paired.length];
        Arrays.setAll(ratios, r -> ShuffleTest.of(left.get(r), right.get(r), 0).meanDistance() / paired[r]);
        assertThat(mean(ratios)).isCloseTo(ratio, within(1e-5));
    }

    /** Tabulated with 999 permutations (.001, .001, .005, .001); drawn 9,999 times here, and the true split counts in both. */
    @ParameterizedTest
    @CsvSource({
        "fcn_h5, fcn_h10, 0.001",
        "fcn_h5, fcn_h40, 0.001",
        "fcn_h10, fcn_h40, 0.008",
        "grokking, grokking_constrained, 0.001"
    })
    void replicaPermutation_tellsTheArmsApart(String a, String b, double most) {
        List<Eigenvalues> left = published.spectra(a);
        List<Eigenvalues> right = published.spectra(b);
        double p = ReplicaPermutation.pValue(published.distances(left, right), left.size());
        System.out.printf("energy permutation %s %s: p = %.4f%n", a, b, p);
        assertThat(p).isBetween(1e-4, most);
    }

    /** Twelve replicas of one width against the other twelve. */
    @Test
    void replicaPermutation_ofOneWidthAgainstItself_findsNothing() {
        List<Eigenvalues> all = published.spectra("fcn_h40");
        double p = ReplicaPermutation.pValue(published.distances(all.subList(0, 12), all.subList(12, 24)), 12);
        System.out.printf("energy permutation h40 against itself: p = %.4f%n", p);
        assertThat(p).isGreaterThan(0.2);
    }

    /** Kolmogorov and Smirnov's D of paired distances against those between the replicas of h = 40. */
    @ParameterizedTest
    @CsvSource({"fcn_h5, fcn_h10, 0.50", "fcn_h5, fcn_h40, 0.61", "fcn_h10, fcn_h40, 0.22"})
    void kolmogorovSmirnov_isAsTabulated(String a, String b, double tabulated) {
        double[] paired = published.paired(a, b);
        double[] between = published.between("fcn_h40");
        double largest = 0;
        for (double x : paired) {
            largest = Math.max(largest, Math.abs(share(paired, x) - share(between, x)));
        }
        for (double x : between) {
            largest = Math.max(largest, Math.abs(share(paired, x) - share(between, x)));
        }
        assertThat(largest).isCloseTo(tabulated, within(0.0051));
    }

    private static double share(double[] values, double upTo) {
        return Arrays.stream(values).filter(v -> v <= upTo).count() / (double) values.length;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double std(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }
}
