/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The manifests hold together, and carry the very rules and dashboards of grafana/. */
class KubernetesFilesTest {
    private static List<JsonNode> documents(String name) {
        return Repository.yaml(Repository.text("docker/kubernetes/" + name));
    }

    private static JsonNode document(String file, String kind) {
        return documents(file).stream()
                .filter(d -> d.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode pod() {
        return document("koopwatch.yaml", "StatefulSet").path("spec").path("template");
    }

    private static JsonNode container() {
        return pod().path("spec").path("containers").path(0);
    }

    @Test
    void kustomization_namesFilesThatAreThere() {
        for (String name :
                Repository.strings(documents("kustomization.yaml").get(0).path("resources"))) {
            assertThat(documents(name)).as(name).isNotEmpty().allSatisfy(d -> {
                assertThat(d.path("apiVersion").asText()).isNotBlank();
                assertThat(d.path("kind").asText()).isNotBlank();
                assertThat(d.path("metadata").path("name").asText()).startsWith("koopwatch");
            });
        }
    }

    @Test
    void pod_runsAsNobody_onAReadOnlyRoot_withThePinnedImageOfTheComposeFile() {
        assertThat(container().path("image").asText())
                .isEqualTo(new ComposeFile().service("koopwatch").path("image").asText());
        JsonNode security = container().path("securityContext");
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(Repository.strings(security.path("capabilities").path("drop")))
                .containsExactly("ALL");
        assertThat(pod().path("spec").path("securityContext").path("runAsUser").asInt())
                .isEqualTo(65532);
    }

    @Test
    void everyMount_hasItsVolume() {
        List<String> volumes = new ArrayList<>();
        pod().path("spec")
                .path("volumes")
                .forEach(v -> volumes.add(v.path("name").asText()));
        document("koopwatch.yaml", "StatefulSet")
                .path("spec")
                .path("volumeClaimTemplates")
                .forEach(v -> volumes.add(v.path("metadata").path("name").asText()));
        assertThat(container().path("volumeMounts"))
                .extracting(m -> m.path("name").asText())
                .containsExactlyInAnyOrderElementsOf(volumes);
    }

    @Test
    void selectors_matchThePod_andPortsAreItsOwn() {
        JsonNode labels = pod().path("metadata").path("labels");
        List<JsonNode> selectors = new ArrayList<>();
        for (JsonNode d : documents("koopwatch.yaml")) {
            JsonNode selector = d.path("spec").path("selector");
            selectors.add(selector.has("matchLabels") ? selector.path("matchLabels") : selector);
            selectors.add(d.path("spec").path("podSelector").path("matchLabels"));
            if (d.path("kind").asText().equals("Service")) {
                d.path("spec")
                        .path("ports")
                        .forEach(port -> assertThat(container().path("ports"))
                                .extracting(p -> p.path("name").asText())
                                .contains(port.path("targetPort").asText()));
            }
        }
        assertThat(selectors.stream().filter(s -> !s.isMissingNode()))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(s -> s.fields()
                        .forEachRemaining(
                                label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue())));
    }

    /** Else every pod would be scraped twice. */
    @Test
    void serviceMonitor_findsOneServiceOnly_andGivesTheJobItsName() {
        JsonNode monitor = document("servicemonitor.yaml", "ServiceMonitor").path("spec");
        JsonNode wanted = monitor.path("selector").path("matchLabels");
        List<JsonNode> found = documents("koopwatch.yaml").stream()
                .filter(d -> d.path("kind").asText().equals("Service"))
                .map(d -> d.path("metadata").path("labels"))
                .filter(l -> l.path("app.kubernetes.io/name").equals(wanted.path("app.kubernetes.io/name")))
                .toList();
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path(monitor.path("jobLabel").asText()).asText())
                .isEqualTo("koopwatch");
    }

    @Test
    void rulesAndDashboards_areThoseOfGrafana() {
        List<JsonNode> groups = new ArrayList<>();
        for (String file : List.of("recording.yaml", "alerts.yaml")) {
            Repository.yaml(Repository.text("grafana/prometheus/" + file))
                    .get(0)
                    .path("groups")
                    .forEach(groups::add);
        }
        assertThat(Repository.elements(
                                documents("rules.yaml").get(0).path("spec").path("groups"))
                        .toList())
                .isEqualTo(groups);
        List<JsonNode> maps = documents("dashboards.yaml");
        assertThat(maps).hasSize(Dashboards.NAMES.size());
        for (JsonNode map : maps) {
            assertThat(map.path("metadata")
                            .path("labels")
                            .path("grafana_dashboard")
                            .asText())
                    .isEqualTo("1");
            map.path("data")
                    .fields()
                    .forEachRemaining(file -> assertThat(Dashboards.all().toList())
                            .contains(Repository.json(file.getValue().asText())));
        }
    }

    @Test
    void configuration_holdsOnlyOptionsOfTheProgram() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(document("koopwatch.yaml", "ConfigMap")
                .path("data")
                .path("koopwatch.properties")
                .asText()));
        assertThat(properties.stringPropertyNames()).contains("kafka");
        String help = Programs.help("up");
        assertThat(properties.stringPropertyNames())
                .allSatisfy(key -> assertThat(help).contains("--" + key + "="));
        assertThat(Repository.strings(container().path("args")).stream()
                        .filter(word -> word.startsWith("--"))
                        .map(word -> word.split("=")[0]))
                .allSatisfy(option -> assertThat(help).contains(option));
    }
}
