/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The spectra that were published with Redman et al. 2024, as NOTICE-published-spectra.txt says. */
final class Published {
    private static final String RESOURCE = "/validation/published-spectra.json.gz";

    private Published() {}

    /** A spectrum per replica: {@code omd}, {@code ogd}, {@code bm}, {@code fcn_h5}, …, {@code grokking_constrained}. */
    static List<Eigenvalues> spectra(String name) {
        try (InputStream in = Objects.requireNonNull(Published.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            JsonNode spectra = new ObjectMapper()
                    .readTree(new GZIPInputStream(in))
                    .get("spectra")
                    .get(name);
            List<Eigenvalues> all = new ArrayList<>();
            for (JsonNode replica : Objects.requireNonNull(spectra, name)) {
                all.add(Eigenvalues.of(pairs(replica)));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    private static double[][] pairs(JsonNode replica) {
        double[][] pairs = new double[replica.size()][];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = new double[] {
                replica.get(i).get(0).asDouble(), replica.get(i).get(1).asDouble()
            };
        }
        return pairs;
    }
}
