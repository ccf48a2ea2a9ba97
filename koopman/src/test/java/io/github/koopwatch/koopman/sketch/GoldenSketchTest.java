/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vectors that the Python publisher's tests read too. */
class GoldenSketchTest {
    @Test
    void bits_areGolden() throws IOException {
        for (JsonNode known : golden().get("splitmix64")) {
            long start = SketchBits.start(
                    Long.parseUnsignedLong(known.get("seed").asText()),
                    known.get("name").asText());
            assertThat(Long.toUnsignedString(start)).isEqualTo(known.get("hash").asText());
            for (int i = 0; i < 4; i++) {
                assertThat(Long.toUnsignedString(SketchBits.out(start, i)))
                        .isEqualTo(known.get("out").get(i).asText());
            }
        }
    }

    @Test
    void ranges_areGolden() throws IOException {
        for (JsonNode known : golden().get("ranges")) {
            List<int[]> ranges = SketchLayout.ranges(
                    known.get("groups").asInt(), known.get("width").asInt());
            assertThat(ranges.toArray(int[][]::new))
                    .isDeepEqualTo(new ObjectMapper().convertValue(known.get("ranges"), int[][].class));
        }
    }

    @Test
    void sketches_areGolden() throws IOException {
        JsonNode sketches = golden().get("sketches");
        assertThat(sketches).hasSizeGreaterThan(10);
        for (JsonNode known : sketches) {
            assertThat(sketch(known)).as(known.get("case").asText()).containsExactly(doubles(known.get("sketch")));
        }
    }

    @Test
    void algorithm_isTheGoldenOne() throws IOException {
        assertThat(golden().get("algorithm").asText()).isEqualTo(Sketch.ALGORITHM);
    }

    private static double[] sketch(JsonNode known) {
        List<double[]> parts = new ArrayList<>();
        JsonNode groups = known.get("groups");
        List<int[]> ranges =
                SketchLayout.ranges(groups.size(), known.get("width").asInt());
        for (int g = 0; g < groups.size(); g++) {
            Sketch sketch = new Sketch(
                    ranges.get(g)[1] - ranges.get(g)[0],
                    Long.parseUnsignedLong(known.get("seed").asText()));
            groups.get(g).forEach(p -> sketch.add(p.get("name").asText(), floats(p.get("values"))));
            parts.add(sketch.values());
        }
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] doubles(JsonNode array) {
        return new ObjectMapper().convertValue(array, double[].class);
    }

    private static float[] floats(JsonNode array) {
        return new ObjectMapper().convertValue(array, float[].class);
    }

    private static JsonNode golden() throws IOException {
        return new ObjectMapper()
                .readTree(Path.of("..", "proto", "golden", "sketch.json").toFile());
    }
}
