/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.agent.offline.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Distances of stored spectra with and without masses, in words and as JSON. */
class DistanceCommandTest {
    @TempDir
    Path directory = Path.of("");

    @BeforeEach
    void files() throws IOException {
        write("a.npy", "(2, 2)", 0, 1, 0, 1); // stored in rising order: masses follow the file, not the modulus
        write("b.npy", "(2, 2)", 0, 0.5, 0, 0);
        write("w.npy", "(2, 2)", 0.25, 0.75, 1, 0);
        write("half.npy", "(2, 2)", 0.5, 0.5, 0.5, 0.5);
        write("three.npy", "(2, 3)", 0.5, 0.25, 0.25, 1, 0, 0);
        write("over.npy", "(2, 2)", 0.5, 0.6, 1, 0);
        write("below.npy", "(2, 2)", 1.5, -0.5, 1, 0);
        write("one.npy", "(2,)", 0.5, 0.5);
        Files.write(directory.resolve("complex.npy"), Npy.bytes("<c16", "(2, 2)", complex()));
    }

    @Test
    void moved_isTheModeThatMovedMost() throws IOException {
        JsonNode moved = json("a.npy", "b.npy").get("moved");
        assertThat(moved.toString())
                .isEqualTo("[{\"from\":[1.0,0.0],\"to\":[0.5,0.0],\"by\":0.5},"
                        + "{\"from\":[1.0,0.0],\"to\":[0.0,0.0],\"by\":1.0}]");
        Invocation words = run("a.npy", "b.npy");
        assertThat(words.out()).contains("moved most: 1.0000+0.0000i to 0.5000+0.0000i, by 0.5000");
    }

    /** Masses of A are 1/4 at 0 and 3/4 at 1, then all at 0; those of B are halves. */
    @Test
    void weights_areMassesInTheFilesOrder() throws IOException {
        JsonNode document = json("a.npy", "b.npy", "--weights-a", "w.npy");
        assertThat(document.get("w1").get(0).asDouble()).isCloseTo(0.5 * 0.5 + 0.25, within(1e-15));
        assertThat(document.get("w1").get(1).asDouble()).isZero();
        assertThat(document.get("shuffle_p").get(0).isNull()).isTrue();
        assertThat(run("a.npy", "b.npy", "--weights-a", "w.npy").out()).contains("given masses, no shuffle test");
    }

    @Test
    void weights_thatAreEqual_giveThePlainDistance() throws IOException {
        JsonNode plain = json("a.npy", "b.npy");
        JsonNode weighted = json("a.npy", "b.npy", "--weights-a", "half.npy", "--weights-b", "half.npy");
        for (int r = 0; r < 2; r++) {
            assertThat(weighted.get("w1").get(r).asDouble())
                    .isCloseTo(plain.get("w1").get(r).asDouble(), within(1e-15));
        }
        assertThat(weighted.get("moved")).isEqualTo(plain.get("moved"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "three.npy | three.npy: masses: expected one for each of at least one eigenvalue, got 3 for 2",
                "over.npy | over.npy: masses: expected a sum of 1 within 1.0E-4, got 1.1",
                "below.npy | below.npy: mass: expected a finite number of at least 0, got -0.5",
                "one.npy | one.npy: expected masses of 2 replicas, got 1",
                "complex.npy | complex.npy: expected real masses, got complex ones",
                "none.npy | none.npy: expected a .npy or .npz file, got no file"
            })
    void weights_thatAreNone_areBadInput(String file, String message) {
        Invocation run = run("a.npy", "b.npy", "--weights-b", file);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().contains(message);
    }

    private JsonNode json(String... words) throws IOException {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = "--json";
        Invocation run = run(all);
        assertThat(run.exit()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private Invocation run(String... words) {
        Object[] all = new Object[words.length + 1];
        all[0] = "distance";
        for (int i = 0; i < words.length; i++) {
            all[i + 1] = words[i].endsWith(".npy") ? directory.resolve(words[i]) : words[i];
        }
        return Invocation.of(all);
    }

    private void write(String name, String shape, double... values) throws IOException {
        Files.write(directory.resolve(name), Npy.doubles(shape, values));
    }

    private static byte[] complex() {
        byte[] bytes = new byte[4 * 16];
        bytes[15] = 0x40; // 2i
        return bytes;
    }
}
