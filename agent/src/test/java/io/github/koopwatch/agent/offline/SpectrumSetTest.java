/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpectrumSetTest {
    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"complex64.npy", "complex128.npy"})
    void read_goldenFile_givesASpectrumPerReplica(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = Objects.requireNonNull(SpectrumSetTest.class.getResourceAsStream("/offline/" + name))) {
            Files.write(file, in.readAllBytes());
        }
        assertThat(SpectrumSet.read(file))
                .containsExactly(Eigenvalues.of(new double[][] {{1, 2}, {3, -4}}), Eigenvalues.of(new double[][] {
                    {0, .5}, {-1, 0}
                }));
    }

    @Test
    void read_complexInFortranOrderAndBigEndian_givesASpectrumPerReplica() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(64); // big-endian
        for (double part : new double[] {1, 2, 0, .5, 3, -4, -1, 0}) {
            data.putDouble(part);
        }
        Path file = Files.write(directory.resolve("f.npy"), Npy.bytes(">c16", true, "(2, 2)", data.array()));
        assertThat(SpectrumSet.read(file))
                .containsExactly(Eigenvalues.of(new double[][] {{1, 2}, {3, -4}}), Eigenvalues.of(new double[][] {
                    {0, .5}, {-1, 0}
                }));
    }

    @Test
    void distances_unequalReplicas_isBadInput() {
        Eigenvalues one = Eigenvalues.of(new double[][] {{1, 0}});
        assertThatThrownBy(() -> SpectrumDistances.of(List.of(one), List.of(one, one)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("replicas: expected as many in both files, got 1 and 2");
    }

    @Test
    void read_realOrNotFinite_isTakenOrRefused() throws IOException {
        Path file = Files.write(directory.resolve("r.npy"), Npy.doubles("(2,)", 2, 1));
        assertThat(SpectrumSet.read(file)).containsExactly(new Eigenvalues(new double[] {2, 1}, new double[2]));
        Files.write(file, Npy.doubles("(2,)", 2, Double.NaN));
        assertThatThrownBy(() -> SpectrumSet.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("NaN");
        Files.write(file, Npy.doubles("(1, 1, 1)", 2));
        assertThatThrownBy(() -> SpectrumSet.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("[replica, k]");
    }

    @Test
    void distances_unequalCounts_haveNoShuffleTest() {
        Eigenvalues two = Eigenvalues.of(new double[][] {{1, 0}, {0, 0}});
        Eigenvalues one = Eigenvalues.of(new double[][] {{1, 0}});
        SpectrumDistances d = SpectrumDistances.of(List.of(two, one), List.of(one, one));
        assertThat(d.w1()).containsExactly(.5, 0);
        assertThat(d.mean()).isEqualTo(.25);
        assertThat(d.std()).isEqualTo(.25);
        assertThat(d.shuffleP()).containsExactly(Double.NaN, 1);
    }
}
