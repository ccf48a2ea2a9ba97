/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Eigenvalue sets from the results files of Redman et al. 2024, by name, a spectrum per replica. */
record PublishedSpectra(JsonNode file) {
    static PublishedSpectra read(InputStream in) throws IOException {
        return new PublishedSpectra(new ObjectMapper().readTree(in));
    }

    List<Eigenvalues> spectra(String name) {
        List<Eigenvalues> spectra = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        file.get("spectra")
                .get(name)
                .forEach(replica -> spectra.add(Eigenvalues.of(mapper.convertValue(replica, double[][].class))));
        return spectra;
    }

    /** W1 of replica r of one and of the other, for every r. */
    double[] paired(String a, String b) {
        List<Eigenvalues> left = spectra(a);
        List<Eigenvalues> right = spectra(b);
        return IntStream.range(0, left.size())
                .mapToDouble(r -> Wasserstein.w1(left.get(r), right.get(r)))
                .toArray();
    }

    double[] shuffled(String a, String b) {
        List<Eigenvalues> left = spectra(a);
        List<Eigenvalues> right = spectra(b);
        return IntStream.range(0, left.size())
                .mapToDouble(r -> ShuffleTest.pValue(left.get(r), right.get(r), 0))
                .toArray();
    }

    /** W1 of every two replicas. */
    double[] between(String name) {
        List<Eigenvalues> all = spectra(name);
        return IntStream.range(0, all.size())
                .boxed()
                .flatMap(i -> IntStream.range(0, i).mapToObj(j -> Wasserstein.w1(all.get(i), all.get(j))))
                .mapToDouble(d -> d)
                .toArray();
    }

    /** Of all replicas of both, the first ones first. */
    double[][] distances(List<Eigenvalues> a, List<Eigenvalues> b) {
        List<Eigenvalues> all = Stream.concat(a.stream(), b.stream()).toList();
        double[][] distances = new double[all.size()][all.size()];
        for (int i = 0; i < distances.length; i++) {
            for (int j = 0; j < i; j++) {
                distances[i][j] = Wasserstein.w1(all.get(i), all.get(j));
                distances[j][i] = distances[i][j];
            }
        }
        return distances;
    }
}
