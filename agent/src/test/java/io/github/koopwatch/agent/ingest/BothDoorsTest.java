/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.streams.AnalysisRequests;
import io.github.koopwatch.v1.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Odd data, scene by scene, through the gRPC door and through Kafka: the same verdicts, and the same comes of it. */
class BothDoorsTest {
    private static final Instant NOW = Instant.ofEpochMilli(Scene.BORN);

    static Stream<Scene> scenes() {
        return OddData.scenes();
    }

    /** All that came of a scene behind the doors. */
    private record Results(
            List<String> dropped, List<String> spectra, List<String> events, List<String> distances, String state) {}

    @ParameterizedTest
    @MethodSource("scenes")
    void scene_bothDoors_sayAndBringAboutTheSame(Scene scene) throws Exception {
        List<String> direct = new ArrayList<>();
        Results kafka = kafka(scene, direct);
        assertThat(direct).as("at the Kafka door").isEqualTo(scene.verdicts);
        List<Record> log = new ArrayList<>();
        List<String> grpc = grpc(scene, log);
        assertThat(grpc).as("at the gRPC door").isEqualTo(scene.verdicts.subList(0, grpc.size()));
        assertThat(grpc.size() == scene.verdicts.size() || scene.verdicts.get(0).equals(grpc.get(0)))
                .as("only a refused start ends a stream early")
                .isTrue();
        assertThat(kafka.dropped()).isEqualTo(scene.drops);
        assertThat(kinds(kafka.events())).isEqualTo(scene.alarms);
        assertThat(kafka.spectra()).hasSize(Math.toIntExact(scene.windows));
        if (grpc.size() == scene.verdicts.size()) {
            assertThat(behind(scene, log)).as("what comes of it").isEqualTo(kafka);
        }
    }

    /** The table of operations.md names every scene, so that nobody has to read this file to know the rule. */
    @Test
    void operations_tableOfOddData_hasEveryScene() throws IOException {
        String page = Files.readString(Path.of("../docs/operations.md"));
        assertThat(scenes().map(s -> "| " + s.name + " |"))
                .allSatisfy(row -> assertThat(page).contains(row));
    }

    private static Results kafka(Scene scene, List<String> verdicts) {
        try (KafkaDoor door = new KafkaDoor()) {
            scene.messages.forEach(m -> verdicts.add(door.send(key(scene), m, NOW)));
            return results(door);
        }
    }

    /** What the gRPC door wrote, through the same topology. */
    private static Results behind(Scene scene, List<Record> log) {
        try (KafkaDoor door = new KafkaDoor()) {
            log.forEach(r -> assertThat(door.send(key(scene), r, NOW)).isEqualTo("ok"));
            return results(door);
        }
    }

    private static Results results(KafkaDoor door) {
        List<String> states = door.documents(KafkaDoor.TOPICS.runs());
        return new Results(
                door.dropped(),
                door.documents(KafkaDoor.TOPICS.spectra()),
                door.documents(KafkaDoor.TOPICS.events()),
                door.documents(KafkaDoor.TOPICS.distances()),
                states.isEmpty() ? "" : states.get(states.size() - 1));
    }

    private static List<String> grpc(Scene scene, List<Record> log) throws InterruptedException {
        TestDoor door = new TestDoor(
                FakeProducer.immediate(), new IngestLimits(4 << 20, 64 << 20, 4), AnalysisRequests::objection);
        try (TestClient client = door.client()) {
            for (int i = 0; i < scene.messages.size() && client.over() == null; i++) {
                client.send(Scene.request(scene.messages.get(i), i + 1L));
            }
            client.halfClose();
            await().until(() -> client.over() != null);
            log.addAll(door.producer.records());
            return verdicts(client, scene);
        } finally {
            door.close();
        }
    }

    private static List<String> verdicts(TestClient client, Scene scene) {
        Map<Long, String> refused = client.refusals().stream()
                .collect(Collectors.toMap(
                        io.github.koopwatch.v1.Refusal::getSequence, r -> Refusal.label(r.getReason())));
        List<String> verdicts = new ArrayList<>();
        for (long sequence = 1; sequence <= scene.messages.size(); sequence++) {
            if (sequence > client.acked() && !refused.containsKey(sequence)) {
                break;
            }
            verdicts.add(refused.getOrDefault(sequence, "ok"));
        }
        return verdicts;
    }

    private static String key(Scene scene) {
        return scene.messages.stream()
                .filter(Record::hasStart)
                .map(m -> m.getStart().getRun())
                .findFirst()
                .orElse(Scene.RUN);
    }

    private static List<String> kinds(List<String> events) {
        return events.stream().map(BothDoorsTest::kind).toList();
    }

    private static String kind(String event) {
        try {
            JsonNode json = Json.read(event.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            return json.path("kind").asText() + " " + json.path("state").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
