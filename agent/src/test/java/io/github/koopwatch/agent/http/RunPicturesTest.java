/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static io.github.koopwatch.agent.readmodel.Samples.withScalars;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunPicturesTest {
    private final HttpFixture http = new HttpFixture();

    @BeforeEach
    void aRunOfFortyWindows() {
        for (long t = 0; t < 490; t++) {
            http.model.run("one", withScalars(live("one", t, START), Map.of("loss", 1000.0 - t, "lr", 0.1)), START);
        }
        for (int i = 0; i < 40; i++) {
            http.model.spectrum(window("one", 10L * i));
        }
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = http.get("/api/v1/runs/one/" + path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonMapper().readTree(answer.body());
    }

    @Test
    void series_ofSomeFields_hasTheirValuesAtTheLastStepsOfTheWindows() throws Exception {
        JsonNode found = json("series?fields=spectral_radius,scalar.loss");
        assertThat(found.get("run").asText()).isEqualTo("one");
        assertThat(found.get("observable").asText()).isEqualTo("weights");
        assertThat(found.get("preset").asText()).isEqualTo("monitor");
        assertThat(found.get("incarnation").asLong()).isEqualTo(INCARNATION);
        assertThat(found.get("columns")).hasSize(2);
        JsonNode radius = found.at("/columns/spectral_radius");
        assertThat(radius.get("steps")).hasSize(40);
        assertThat(radius.at("/steps/3").asLong()).isEqualTo(window("one", 30).lastStep());
        assertThat(radius.at("/values/3").asDouble())
                .isEqualTo(window("one", 30).spectralRadius());
        JsonNode loss = found.at("/columns/scalar.loss");
        assertThat(loss.at("/steps/123").asLong()).isEqualTo(123);
        assertThat(loss.at("/values/123").asDouble()).isEqualTo(1000.0 - 123);
    }

    @Test
    void series_ofAll_hasEveryFigureAndEveryScalarAndNullForWhatIsUnknown() throws Exception {
        JsonNode columns = json("series").get("columns");
        assertThat(columns.fieldNames())
                .toIterable()
                .contains("one_step_error", "update_energy", "diffusion_exponent", "scalar.loss", "scalar.lr");
        assertThat(columns.at("/update_coherence/values/0").isNull()).isTrue();
    }

    @Test
    void series_ofFewPoints_isThinnedAndKeepsBothEnds() throws Exception {
        JsonNode loss = json("series?fields=scalars&points=20").at("/columns/scalar.loss");
        assertThat(loss.get("steps").size()).isBetween(8, 20);
        assertThat(loss.at("/values/0").asDouble()).isEqualTo(1000);
        assertThat(loss.get("values").get(loss.get("values").size() - 1).asDouble())
                .isEqualTo(1000.0 - 489);
    }

    @Test
    void series_between_takesWhatLiesThere() throws Exception {
        JsonNode columns = json("series?from=100&to=259").get("columns");
        assertThat(columns.at("/spectral_radius/steps/0").asLong())
                .isEqualTo(window("one", 100).lastStep());
        assertThat(columns.at("/scalar.loss/steps/0").asLong()).isEqualTo(100);
        assertThat(columns.at("/scalar.loss/steps")).hasSize(160);
    }

    @Test
    void series_ofAnotherIncarnation_hasNoScalarsOfThisOne() throws Exception {
        assertThat(json("series?fields=scalars&incarnation=7").get("columns")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "series?fields=spectral_radios, fields: expected of",
        "series?points=3, points: expected a whole number from 4 to 5000",
        "distances?windows=1, windows: expected a whole number from 2 to 120",
        "distances?fields=w1, query: expected one of"
    })
    void badQuestion_is400AndSaysWhatWasExpected(String path, String detail) throws Exception {
        HttpResponse<String> answer = http.get("/api/v1/runs/one/" + path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(detail);
    }

    @Test
    void distances_areBetweenWindowsWithoutCommonRows() throws Exception {
        JsonNode found = json("distances");
        assertThat(found.get("of").asInt()).isEqualTo(4);
        assertThat(found.get("steps")).hasSize(4);
        assertThat(found.at("/steps/1/0").asLong())
                .isGreaterThan(found.at("/steps/0/1").asLong());
        assertThat(found.get("w1").get(0)).isEmpty();
        assertThat(found.get("w1").get(3)).hasSize(3);
        assertThat(found.at("/w1/3/0").isNumber()).isTrue();
        assertThat(json("distances?windows=2").get("steps")).hasSize(2);
    }
}
