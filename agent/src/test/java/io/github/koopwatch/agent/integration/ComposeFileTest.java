/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of compose.yaml and the Dockerfile without a Docker daemon. */
class ComposeFileTest {
    private static final ComposeFile FILE = new ComposeFile();
    private static final Pattern PINNED = Pattern.compile("[a-z./-]+:v?\\d+\\.\\d+[\\w.-]*");

    static List<String> services() {
        return FILE.names();
    }

    @ParameterizedTest
    @MethodSource("services")
    void service_hasAPinnedImage_noPrivileges_andListensOnLoopbackOnly(String name) {
        JsonNode service = FILE.service(name);
        assertThat(service.path("image").asText()).matches(PINNED);
        boolean hardened = service.path("<<").asText().equals("hardened");
        JsonNode rights = hardened ? FILE.root().path("x-hardened") : service;
        assertThat(Repository.strings(rights.path("cap_drop"))).containsExactly("ALL");
        assertThat(Repository.strings(rights.path("security_opt"))).containsExactly("no-new-privileges:true");
        assertThat(rights.path("read_only").asBoolean()).isEqualTo(!name.equals("kafka"));
        assertThat(Repository.strings(service.path("ports")))
                .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void service_isChecked_andWaitsForWhatItNeeds(String name) {
        JsonNode service = FILE.service(name);
        boolean checked = !FILE.healthcheck(name).isEmpty();
        assertThat(checked).isEqualTo(!name.equals("demo"));
        service.path("depends_on").fields().forEachRemaining(needed -> {
            assertThat(FILE.names()).contains(needed.getKey());
            assertThat(needed.getValue().path("condition").asText()).isEqualTo("service_healthy");
        });
    }

    @ParameterizedTest
    @MethodSource("services")
    void mounts_areDeclaredVolumes_orPathsOfTheRepositoryThatAreReadOnly(String name) {
        for (String mount : Repository.strings(FILE.service(name).path("volumes"))) {
            String source = mount.substring(0, mount.indexOf(':'));
            if (source.startsWith(".")) {
                assertThat(mount).endsWith(":ro");
                assertThat(Files.isDirectory(Repository.path("docker").resolve(source)))
                        .as(source)
                        .isTrue();
            } else {
                assertThat(FILE.root().path("volumes").has(source)).as(source).isTrue();
            }
        }
    }

    /** Grafana's provider, its home page, Prometheus and Alertmanager all name files that the mounts bring. */
    @Test
    void pathsInsideContainers_leadToFilesOfTheRepository() {
        Map<String, String> mounts = Map.of(
                "/etc/prometheus/", "grafana/prometheus/",
                "/etc/alertmanager/", "grafana/alertmanager/",
                "/var/lib/grafana/dashboards/koopwatch/", "grafana/dashboards/");
        List<String> named = List.of(
                option("prometheus", "--config.file="),
                option("alertmanager", "--config.file="),
                FILE.environment("grafana").getOrDefault("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", ""));
        for (String path : named) {
            String mount = mounts.keySet().stream()
                    .filter(path::startsWith)
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.exists(Repository.path(path.replace(mount, mounts.get(mount)))))
                    .as(path)
                    .isTrue();
        }
        assertThat(provisioned("dashboards/koopwatch.yaml")
                        .path("providers")
                        .path(0)
                        .path("options")
                        .path("path"))
                .hasToString("\"/var/lib/grafana/dashboards/koopwatch\"");
    }

    private static String option(String service, String name) {
        return FILE.command(service).stream()
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode provisioned(String name) {
        return Repository.yaml(Repository.text("grafana/provisioning/" + name)).get(0);
    }

    @Test
    void dataSource_isThePrometheusOfTheFile_withItsInterval() {
        JsonNode source =
                provisioned("datasources/prometheus.yaml").path("datasources").path(0);
        assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
        assertThat(source.path("type").asText()).isEqualTo("prometheus");
        JsonNode global = Repository.yaml(Repository.text("grafana/prometheus/prometheus.yaml"))
                .get(0)
                .path("global");
        assertThat(source.path("jsonData").path("timeInterval")).isEqualTo(global.path("scrape_interval"));
    }

    /** As the image's start script does it: KAFKA_LOG_DIRS is log.dirs. Kafka's own class judges the settings. */
    @Test
    void environmentOfKafka_isAConfigurationThatKafkaTakes() {
        Properties settings = new Properties();
        FILE.environment("kafka")
                .forEach((key, value) -> settings.setProperty(
                        key.substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value));
        KafkaConfig config = new KafkaConfig(settings);
        assertThat(config.nodeId()).isEqualTo(1);
        assertThat(settings.stringPropertyNames()).isSubsetOf(AbstractKafkaConfig.CONFIG_DEF.names());
        assertThat(FILE.command("koopwatch")).contains("--kafka=kafka:19092");
        assertThat(settings.getProperty("advertised.listeners")).contains("INTERNAL://kafka:19092");
    }

    @Test
    void dockerfile_pinsItsBases_andRunsAsNobody() {
        List<String> lines = Repository.text("docker/Dockerfile").lines().toList();
        assertThat(lines.stream().filter(l -> l.startsWith("FROM ")).map(l -> l.split(" ")[1]))
                .hasSize(2)
                .allMatch(image -> PINNED.matcher(image).matches());
        assertThat(lines).contains("USER 65532:65532").noneMatch(l -> l.startsWith("ADD "));
        String copied = lines.stream().filter(l -> l.startsWith("COPY --from")).collect(Collectors.joining(" "));
        String launcher = Repository.text("koopwatch");
        assertThat(copied).contains("agent/target/koopwatch-agent.jar", "agent/target/lib/", "/src/koopwatch");
        assertThat(launcher).contains("target=$root/agent/target", "jar=$target/koopwatch-agent.jar", "$target/lib/*");
    }
}
