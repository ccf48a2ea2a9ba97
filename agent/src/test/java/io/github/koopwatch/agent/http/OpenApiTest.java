/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.koopwatch.agent.doors.Entrance;
import io.github.koopwatch.agent.groups.Groups;
import io.github.koopwatch.agent.readmodel.Expiry;
import io.github.koopwatch.agent.readmodel.GroupSamples;
import io.github.koopwatch.agent.readmodel.History;
import io.github.koopwatch.agent.readmodel.Limits;
import io.github.koopwatch.agent.readmodel.MovedClock;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.agent.readmodel.Samples;
import io.github.koopwatch.contract.result.GroupDocument;
import io.github.koopwatch.contract.result.GroupSummary;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private final JsonNode document = read();

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(OpenApi.document().body());
        } catch (IOException e) {
            throw new AssertionError("openapi.yaml is not YAML", e);
        }
    }

    private static TreeSet<String> names(JsonNode object) {
        TreeSet<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void paths_areThoseThatAreServed() {
        MovedClock clock = new MovedClock();
        Routes routes = new Routes();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new ServiceRoutes(registry, Map.of()).addTo(routes);
        new Gate(Entrance.open("http", registry), clock).addTo(routes);
        ReadModel model = new ReadModel(clock, Expiry.standard(), Limits.standard(), (r, i, s) -> {}, a -> {});
        try (LiveStream stream = new LiveStream(clock)) {
            new ApiRoutes(model, History.NONE, stream).addTo(routes, "site");
        }
        assertThat(names(document.get("paths"))).isEqualTo(new TreeSet<>(routes.templates()));
    }

    @Test
    void references_allLeadSomewhere() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void schemas_haveTheFieldsThatAreWritten() throws IOException {
        assertDescribes("Run", Samples.live("r", 1, 1));
        assertDescribes("Window", Samples.window("r", 0));
        assertDescribes("Distance", Samples.previous("r", 0.1));
        SpectrumDistance arms = GroupSamples.arms("a", "b", 99, "different");
        assertDescribes("ArmTest", Objects.requireNonNull(arms.test()));
        assertDescribes("GroupSummary", new GroupSummary("g", 1, 1, 1, null, null, 0, 0, 0));
        assertDescribes("Event", Samples.alert("r", "Stall", 1, "firing"));
    }

    @Test
    void groupSchemas_haveTheFieldsThatAreWritten() throws IOException {
        ReadModel model =
                new ReadModel(new MovedClock(), Expiry.standard(), Limits.standard(), (r, i, s) -> {}, a -> {});
        for (String run : List.of("a", "b")) {
            model.run(run, GroupSamples.state(run, run, 1, false), 1);
            model.spectrum(GroupSamples.window(run, 1, 0, 0.9));
        }
        model.distance(GroupSamples.arms("a", "b", 99, "different"));
        GroupDocument group = new Groups(model)
                .document("g", Optional.empty(), Optional.empty())
                .orElseThrow();
        assertDescribes("Group", group);
        assertDescribes("Member", group.runs().get(0));
        assertDescribes("ArmPair", group.armPairs().get(0));
        assertDescribes("Matrix", Objects.requireNonNull(group.matrix()));
    }

    private void assertDescribes(String schema, Object value) throws IOException {
        JsonNode described = document.at("/components/schemas/" + schema);
        TreeSet<String> written = names(Json.read(Json.write(value), JsonNode.class));
        assertThat(names(described.get("properties"))).isEqualTo(written);
        TreeSet<String> required = new TreeSet<>();
        described.get("required").forEach(r -> required.add(r.asText()));
        assertThat(required).isEqualTo(written);
    }
}
