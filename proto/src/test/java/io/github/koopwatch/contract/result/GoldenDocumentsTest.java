/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * JSON documents as they lie in topics for 30 days and in the files of users: they are read, and what is read is said again, for
 * good. A new kind gets a new file ({@link #main}); an existing file never changes, a later version may only say more.
 */
class GoldenDocumentsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/json-v1");

    private static Map<String, Object> documents() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("window", window("monitor", List.of(new double[] {0.99, 0.01}, new double[] {0.99, -0.01}), null));
        all.put("window-degenerate", window("paper", List.of(), "the window does not move"));
        all.put("distance-previous", distance("previous", "r42", null, null));
        all.put("distance-arm", distance("arm", null, "b", test()));
        all.put("event-shift", event("RegimeShift", evidence()));
        all.put("event-not-finite", event("NonFinite", null));
        all.put("run-live", run("live", 259L));
        all.put("run-new", run("live", null));
        return all;
    }

    private static WindowSpectrum window(String preset, List<double[]> eigenvalues, @Nullable String degenerate) {
        int n = eigenvalues.size();
        double[] figures = new double[n];
        return new WindowSpectrum(
                "r42",
                "weights",
                preset,
                1_763_668_800_000L,
                0,
                99,
                false,
                n,
                eigenvalues,
                figures,
                new int[n],
                0.99,
                0.05,
                3.5,
                1e-4,
                n == 0 ? Double.NaN : 0.25,
                degenerate,
                new ModeFigures(figures, figures, figures, figures),
                new MotionFigures(7, 3, 0.5, -0.125, new double[] {1, 2}, 1.5, 0.0625));
    }

    private static SpectrumDistance distance(
            String reference, @Nullable String run, @Nullable String otherArm, @Nullable ArmTest test) {
        return new SpectrumDistance(
                "g",
                run,
                null,
                run == null ? "a" : null,
                otherArm,
                "weights",
                "monitor",
                5,
                null,
                reference,
                0,
                99,
                false,
                0.125,
                0.03,
                Double.NaN,
                test);
    }

    private static ArmTest test() {
        return new ArmTest("different", 0.05, 100L, null, 2, 8, 400L, 4, 4, 3, 0.0286, 0.5, "arms a and b differ");
    }

    private static Evidence evidence() {
        return new Evidence(
                new Evidence.Channels(
                        List.of(308L, 309L, 310L),
                        List.of("update_energy"),
                        List.of(new double[] {1, 2, 3}),
                        List.of(new double[] {0, Double.NaN, 9})),
                Map.of("loss", 0.5),
                List.of());
    }

    private static ChangeEvent event(String kind, @Nullable Evidence evidence) {
        ChangeEvent event = new ChangeEvent(
                "r42/5/weights/" + kind + "/310",
                "r42",
                "g",
                null,
                "weights",
                null,
                5,
                kind,
                "step_size_up",
                "up",
                310,
                305,
                "update_energy",
                9.5,
                4.5,
                "warning",
                "firing",
                false,
                "update energy rose");
        return event.withEvidence(evidence);
    }

    private static RunState run(String state, @Nullable Long lastStep) {
        return new RunState(
                "r42",
                "g",
                "a",
                "ResNet, η = 1e-3",
                Map.of("arm_name", "lr=1e-3"),
                true,
                5,
                state,
                lastStep,
                lastStep == null ? null : 1_763_668_800_000L,
                List.of(new RunState.ObservableState("weights", 1024, 260, 100, lastStep)),
                List.of("monitor"),
                Map.of("loss", 0.5),
                3);
    }

    /** Writes the files that are missing, none that is there; run from the module's directory. */
    public static void main(String[] args) throws IOException {
        Files.createDirectories(GOLDEN);
        for (Map.Entry<String, Object> d : documents().entrySet()) {
            if (!Files.exists(file(d.getKey()))) {
                Files.write(file(d.getKey()), Json.write(d.getValue()));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> read_keptDocument_isSaidAgainInFull() {
        return each((name, kept) -> assertSaysAll(name, kept, tree(Json.write(read(name, bytes(kept))))));
    }

    @TestFactory
    Stream<DynamicTest> read_documentOfANewerVersion_ignoresWhatItDoesNotKnow() {
        return each((name, kept) -> {
            ObjectNode newer = ((ObjectNode) kept).deepCopy();
            newer.putArray("tomorrow").addObject().put("a", 1);
            newer.fields().forEachRemaining(field -> addTo(field.getValue()));
            assertThat(Json.write(read(name, bytes(newer)))).isEqualTo(Json.write(read(name, bytes(kept))));
        });
    }

    private static void addTo(JsonNode inside) {
        if (inside instanceof ArrayNode array && array.size() > 0 && array.get(0) instanceof ObjectNode first) {
            first.put("tomorrow", 2);
        }
    }

    @TestFactory
    Stream<DynamicTest> write_document_isTheKeptOne() {
        return documents().entrySet().stream()
                .map(d -> DynamicTest.dynamicTest(
                        d.getKey(),
                        () -> assertSaysAll(
                                d.getKey(),
                                tree(Files.readAllBytes(file(d.getKey()))),
                                tree(Json.write(d.getValue())))));
    }

    private static void assertSaysAll(String name, JsonNode kept, JsonNode again) {
        kept.fields()
                .forEachRemaining(field -> assertThat((Object) again.get(field.getKey()))
                        .as("%s of %s", field.getKey(), name)
                        .isEqualTo(field.getValue()));
    }

    @FunctionalInterface
    private interface Check {
        void of(String name, JsonNode kept) throws IOException;
    }

    private static Stream<DynamicTest> each(Check check) {
        return documents().keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> check.of(name, tree(Files.readAllBytes(file(name))))));
    }

    private static Object read(String name, byte[] json) throws IOException {
        return Json.read(json, Objects.requireNonNull(documents().get(name)).getClass());
    }

    private static JsonNode tree(byte[] json) throws IOException {
        return Json.read(json, JsonNode.class);
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Path file(String name) {
        return GOLDEN.resolve(name + ".json");
    }
}
