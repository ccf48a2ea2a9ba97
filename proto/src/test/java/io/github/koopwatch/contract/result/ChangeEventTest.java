/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeEventTest {
    private static final String OLD = "{\"id\":\"r/1/w/Stall/9\",\"run\":\"r\",\"group\":\"g\",\"other\":null,"
            + "\"observable\":\"w\",\"preset\":null,\"incarnation\":1,\"kind\":\"Stall\",\"cause\":\"stop\","
            + "\"direction\":null,\"step\":9,\"onset_step\":7,\"channel\":\"update_energy\",\"statistic\":0.0,"
            + "\"threshold\":null,\"severity\":\"warning\",\"state\":\"firing\",\"expected\":false,\"message\":\"m\"";

    private static ChangeEvent read(String json) throws IOException {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), ChangeEvent.class);
    }

    private static String write(ChangeEvent event) {
        return new String(Json.write(event), StandardCharsets.UTF_8);
    }

    /** What a version without answers and evidence wrote must still be read. */
    @Test
    void json_olderDocument_isUnansweredAndWithoutEvidence() throws IOException {
        ChangeEvent event = read(OLD + "}");
        assertThat(event.acknowledged()).isNull();
        assertThat(event.evidence()).isNull();
        assertThat(write(event)).isEqualTo(OLD + ",\"acknowledged\":null}");
    }

    @Test
    void json_evidenceComesBack_andIsLeftOutWhereThereIsNone() throws IOException {
        Evidence evidence = new Evidence(
                new Evidence.Channels(
                        List.of(8L, 9L),
                        List.of("update_energy"),
                        List.of(new double[] {-1, Double.NaN}),
                        List.of(new double[] {0, 5})),
                Map.of("loss", 0.5));
        String json = write(read(OLD + "}").withEvidence(evidence));
        assertThat(json)
                .endsWith(",\"evidence\":{\"channels\":{\"steps\":[8,9],\"names\":[\"update_energy\"],"
                        + "\"values\":[[-1.0,null]],\"scores\":[[0.0,5.0]]},\"scalars\":{\"loss\":0.5}}}");
        assertThat(write(read(json))).isEqualTo(json);
        assertThat(write(read(json).withEvidence(null))).doesNotContain("evidence");
    }

    @Test
    void answered_asExpected_isANote_andResolvingKeepsTheAnswer() throws IOException {
        ChangeEvent event = read(OLD + "}");
        ChangeEvent expected = event.answered(true, "expected: lr drop").resolved();
        assertThat(expected.isNote()).isTrue();
        assertThat(expected.isFiring()).isFalse();
        assertThat(expected.acknowledged()).isEqualTo("expected: lr drop");
        ChangeEvent seen = event.answered(false, "looking at it");
        assertThat(seen.isNote()).isFalse();
        assertThat(seen.isFiring()).isTrue();
        assertThat(seen.severity()).isEqualTo("warning");
    }
}
