/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.Trajectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A recorded run and the truth beside it.
 *
 * @param file the trajectory
 * @param kind what was done to the training, or the name of an undisturbed kind
 * @param change the first step whose update was made under the new regime; empty when nothing changed
 * @param cause what an alarm should name; empty when nothing changed
 */
public record LabelledRun(Path file, String kind, OptionalLong change, String cause) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRUTH = ".json";
    private static final int DEPTH = 2;

    /** Every .npz of the directory and those in it that has its truth beside it, by name. Throws BadInput without any. */
    public static List<LabelledRun> all(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new BadInput("--data: expected a directory, got " + directory);
        }
        try (Stream<Path> files = Files.walk(directory, DEPTH)) {
            List<LabelledRun> runs = files.filter(file -> file.toString().endsWith(TRUTH))
                    .filter(file -> Files.exists(trajectory(file)))
                    .sorted()
                    .map(LabelledRun::read)
                    .toList();
            if (runs.isEmpty()) {
                throw new BadInput("--data: expected runs as NAME.npz with their truth as NAME.json in " + directory
                        + ", got none (python -m validation.make makes them)");
            }
            return runs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path trajectory(Path truth) {
        String name = truth.getFileName().toString();
        return truth.resolveSibling(name.substring(0, name.length() - TRUTH.length()) + ".npz");
    }

    private static LabelledRun read(Path truth) {
        JsonNode document;
        try {
            document = JSON.readTree(truth.toFile());
        } catch (IOException e) {
            throw new BadInput(truth + ": expected a JSON document with kind, step and cause", e);
        }
        JsonNode step = document.path("step");
        if (!document.path("kind").isTextual() || !(step.isNull() || step.isIntegralNumber())) {
            throw new BadInput(truth + ": expected a kind, and a step that is null or a whole number");
        }
        return new LabelledRun(
                trajectory(truth),
                document.path("kind").asText(),
                step.isNull() ? OptionalLong.empty() : OptionalLong.of(step.asLong()),
                document.path("cause").asText(""));
    }

    /** The file's name without its end. */
    String name() {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** The recording. Throws BadInput. */
    Trajectory trajectory() {
        return Trajectory.read(file).single("");
    }
}
