/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Distances and shuffle tests of published spectra, against the authors' program and scipy's assignment. */
class PublishedDistancesTest {
    @Test
    void w1_isThePublishedDistance() throws IOException {
        PublishedSpectra published = published();
        for (JsonNode known : published.file().get("distances")) {
            assertThat(published.paired(known.get("a").asText(), known.get("b").asText()))
                    .as("%s", known)
                    .containsExactly(values(known, "w1"), within(1e-15));
        }
    }

    @Test
    void shuffleTest_overAllMasks_isThePublishedOne() throws IOException {
        PublishedSpectra published = published();
        for (JsonNode known : published.file().get("distances")) {
            List<Eigenvalues> a = published.spectra(known.get("a").asText());
            List<Eigenvalues> b = published.spectra(known.get("b").asText());
            for (int r = 0; r < a.size(); r++) {
                ShuffleTest.Result result = ShuffleTest.of(a.get(r), b.get(r), 0);
                assertThat(result.pValue()).as("%s", known).isEqualTo(values(known, "shuffle_p")[r]);
                // not closer: where two matchings cost the same, swaps along the one or the other differ a little
                assertThat(result.meanDistance()).isCloseTo(values(known, "shuffled_mean")[r], within(1e-7));
            }
        }
    }

    private static double[] values(JsonNode known, String field) {
        return new ObjectMapper().convertValue(known.get(field), double[].class);
    }

    private static PublishedSpectra published() throws IOException {
        try (InputStream in = PublishedDistancesTest.class.getResourceAsStream("published-spectra.json")) {
            return PublishedSpectra.read(Objects.requireNonNull(in));
        }
    }
}
