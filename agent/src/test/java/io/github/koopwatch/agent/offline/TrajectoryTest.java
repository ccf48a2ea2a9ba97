/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden files were written by NumPy 2.4: x = arange(12).reshape(4, 3)/4 and what stands beside it. */
class TrajectoryTest {
    @TempDir
    Path directory = Path.of("");

    private Path golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TrajectoryTest.class.getResourceAsStream("/offline/" + name))) {
            Path copy = directory.resolve(name);
            Files.write(copy, in.readAllBytes());
            return copy;
        }
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("f.npy"), bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "float32.npy",
                "float32-version2.npy",
                "float32-version3.npy",
                "float64-fortran.npy",
                "float64-big-endian.npy",
                "stored.npz",
                "deflated.npz"
            })
    void read_goldenFile_givesTheRows(String name) throws IOException {
        Trajectory x = Trajectory.read(golden(name)).single("").finite(Progress.NONE);
        assertThat(x.rows()).isEqualTo(4);
        assertThat(x.dimension()).isEqualTo(3);
        for (int t = 0; t < 4; t++) {
            assertThat(x.row(0, t)).containsExactly(3 * t / 4f, (3 * t + 1) / 4f, (3 * t + 2) / 4f);
        }
    }

    @Test
    void read_replicasInFortranOrder_givesEachReplicasRows() throws IOException {
        Trajectory x = Trajectory.read(golden("replicas-fortran.npy")).replicated();
        assertThat(x.replicas()).isEqualTo(2);
        assertThat(x.row(1, 2)).containsExactly(18, 19, 20);
        assertThat(x.run()).isEqualTo("replicas-fortran");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "deflated.npz"})
    void read_archive_givesStepsGroupsAndScalars_andPassesOverTheRest(String name) throws IOException {
        Trajectory x = Trajectory.read(golden(name));
        assertThat(x.step(0)).isEqualTo(5);
        assertThat(x.step(3)).isEqualTo(20);
        assertThat(x.groups()).containsExactly(new int[] {0, 2}, new int[] {2, 3});
        assertThat(x.scalars()).containsOnlyKeys("loss", "lr");
        assertThat(x.scalars().get("loss")).containsExactly(1, .5, Double.NaN, .25);
    }

    @Test
    void read_withoutSteps_countsRows() throws IOException {
        assertThat(Trajectory.read(golden("float32.npy")).step(3)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(7,)             | 7 | expected shape [T, d] or [replica, T, d], got [7]",
                "(0, 3)           | 0 | expected shape [T, d] or [replica, T, d], got [0, 3]",
                "(3, 3)           | 8 | elements of shape [3, 3], got 64 bytes: the file is cut off",
                "(2147483647, 2147483647) | 4 | the file is cut off",
                "(4294967297, 1)  | 4 | expected axes shorter than 2^31, got 4294967297",
                "(2147483647, 2147483647, 2147483647, 2147483647, 2147483647) | 4 | the file is cut off",
                "(-1, 3)          | 3 | expected a header with descr"
            })
    void read_headerThatDoesNotFit_isBadInput(String shape, int values, String message) throws IOException {
        Path file = file(Npy.doubles(shape, new double[values]));
        assertThatThrownBy(() -> Trajectory.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void read_otherElements_namesTheType() throws IOException {
        Path halves = file(Npy.bytes("<f2", "(2, 2)", new byte[8]));
        assertThatThrownBy(() -> Trajectory.read(halves))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("got float16");
        Path integers = file(Npy.longs("(2, 2)", 1, 2, 3, 4));
        assertThatThrownBy(() -> Trajectory.read(integers))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("got int64");
    }

    @Test
    void read_everyTruncation_isBadInput() throws IOException {
        byte[] whole = Files.readAllBytes(golden("float32.npy"));
        for (int length = 0; length < whole.length; length++) {
            Path file = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Trajectory.read(file)).isInstanceOf(BadInput.class);
        }
    }

    @Test
    void read_everyTruncatedArchive_isBadInput() throws IOException {
        byte[] whole = Files.readAllBytes(golden("deflated.npz"));
        for (int length = 0; length < whole.length; length += 7) {
            Path file = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Trajectory.read(file)).isInstanceOf(BadInput.class);
        }
    }

    @Test
    void read_archiveWithAFlippedBit_isBadInput() throws IOException {
        byte[] bytes = Files.readAllBytes(golden("stored.npz"));
        bytes[200] ^= 1; // among the values of x, which is stored first
        Path file = file(bytes);
        assertThatThrownBy(() -> Trajectory.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void read_textOrNothing_isBadInput() throws IOException {
        Path text = file("just text, no array".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> Trajectory.read(text))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("NumPy");
        assertThatThrownBy(() -> Trajectory.read(directory))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("got something else");
        assertThatThrownBy(() -> Trajectory.read(directory.resolve("none.npy")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("got no file");
    }

    @Test
    void read_badStepsOrGroups_isBadInput() throws IOException {
        refused("steps", Npy.longs("(3,)", 1, 2, 3), "expected int32 or int64 of shape [4]");
        refused("steps", Npy.longs("(4,)", 1, 2, 2, 3), "at [2] 3 to 2^53, got 2");
        refused("steps", Npy.longs("(4,)", -1, 2, 3, 4), "at [0] 0 to 2^53, got -1");
        refused("steps", Npy.longs("(4,)", 1, 2, 3, Long.MAX_VALUE), "got 9223372036854775807");
        refused("steps", Npy.doubles("(4,)", 1, 2, 3, 4), "got float64 of shape [4]");
        refused("groups", Npy.longs("(1, 2)", 0, 4), "0 <= from < to <= 3, got [0, 4] at [0]");
        refused("groups", Npy.longs("(1, 2)", 0, 1L << 32), "got [0, 4294967296]");
        refused("groups", Npy.longs("(2, 2)", 1, 3, 0, 2), "got one from 1 and one to 2");
        refused("groups", Npy.longs("(9, 2)", new long[18]), "G at most 8");
    }

    private void refused(String name, byte[] array, String message) throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x", Npy.doubles("(4, 3)", new double[12]));
        arrays.put(name, array);
        Path file = Npy.npz(directory.resolve("f.npz"), arrays);
        assertThatThrownBy(() -> Trajectory.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void read_archiveWithoutX_namesWhatItHolds() throws IOException {
        Path file = Npy.npz(directory.resolve("f.npz"), Map.of("weights", Npy.doubles("(1, 1)", 1)));
        assertThatThrownBy(() -> Trajectory.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageEndingWith("expected an array x, got [weights]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "|O  ; got Python objects (a pickle): save a plain array",
                "<c8 ; got complex64: save its parts as coordinates, x.view(float)",
                "<c16; got complex128: save its parts",
                "|b1 ; got bool",
                "<U5 ; got text",
                "<M8 ; got elements of type M8",
                "<f  ; got elements of type f",
                "<f99999999999 ; got elements of type f99999999999"
            })
    void read_otherKinds_saysWhatTheyAre(String descr, String message) throws IOException {
        Path file = file(Npy.bytes(descr, "(2, 2)", new byte[64]));
        assertThatThrownBy(() -> Trajectory.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(message);
    }

    @Test
    void read_recordsOrAHeaderOfGigabytes_isBadInput() throws IOException {
        Path records = file(Npy.bytes("x', 'descr': [('a', '<f4')], 'y': '", "(2, 2)", new byte[64]));
        assertThatThrownBy(() -> Trajectory.read(records))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("records with fields");
        byte[] bytes = Files.readAllBytes(golden("float32-version2.npy"));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 1 << 21);
        Path file = file(Arrays.copyOf(bytes, 1 << 22));
        assertThatThrownBy(() -> Trajectory.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("a header of at most 1 MiB, got 2097152");
    }

    @Test
    void read_zipWithoutArrays_namesWhatItMayBe() throws IOException {
        Path file = directory.resolve("model.pt");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("archive/data.pkl"));
        }
        assertThatThrownBy(() -> Trajectory.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("torch.save");
    }

    @Test
    void read_damagedScalar_isBadInputAndNotPassedOver() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x", Npy.doubles("(4, 3)", new double[12]));
        arrays.put("loss", Npy.doubles("(4,)", 7, 7, 7, 7));
        byte[] bytes = Files.readAllBytes(Npy.stored(directory.resolve("f.npz"), arrays));
        bytes[lastIndexOf(bytes, "loss.npy", 1) + 100] ^= 1;
        Path file = file(bytes);
        assertThatThrownBy(() -> Trajectory.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("loss.npy is not what its checksum says");
    }

    /** Where a name stands for the so-many-eth time, from the end. */
    private static int lastIndexOf(byte[] bytes, String name, int again) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.lastIndexOf(name);
        for (int i = 0; i < again; i++) {
            at = text.lastIndexOf(name, at - 1);
        }
        return at;
    }

    @ParameterizedTest
    @CsvSource({"true,<f4,1", "true,>f8,3", "false,>f4,2", "false,<f8,3"})
    void reader_manyBlocks_givesEveryRowInAnyOrder(boolean fortran, String descr, int replicas) throws IOException {
        int rows = 40;
        int dimension = 60_000; // several blocks in either order
        Trajectory x = Trajectory.read(file(counting(fortran, descr, replicas, rows, dimension)));
        for (int replica = 0; replica < replicas; replica++) {
            RowReader reader = x.reader(replica);
            for (int t : new int[] {0, 1, 17, 39, 3, 38, 18}) {
                float[] row = reader.row(t);
                double[] exact = reader.exact(t);
                for (int j : new int[] {0, 1, 31_234, dimension - 1}) {
                    float value = value(replica, t, j);
                    assertThat(row[j]).isEqualTo(value);
                    assertThat(exact[j]).isEqualTo(value);
                }
            }
        }
    }

    private static float value(int replica, int t, int j) {
        return (replica * 40 + t) * 7 + j % 1009 / 16f;
    }

    private static byte[] counting(boolean fortran, String descr, int replicas, int rows, int dimension) {
        int bytes = descr.charAt(2) - '0';
        ByteBuffer data = ByteBuffer.allocate(replicas * rows * dimension * bytes)
                .order(descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int r = 0; r < replicas; r++) {
            for (int t = 0; t < rows; t++) {
                for (int j = 0; j < dimension; j++) {
                    int at = fortran ? (j * rows + t) * replicas + r : (r * rows + t) * dimension + j;
                    if (bytes == Float.BYTES) {
                        data.putFloat(at * bytes, value(r, t, j));
                    } else {
                        data.putDouble(at * bytes, value(r, t, j));
                    }
                }
            }
        }
        String shape = "(" + (replicas == 1 ? "" : replicas + ", ") + rows + ", " + dimension + ")";
        return Npy.bytes(descr, fortran, shape, data.array());
    }

    @Test
    void reader_fileCutOffMeanwhile_isBadInput() throws IOException {
        Path file = file(Npy.doubles("(400, 1000)", new double[400_000]));
        RowReader reader = Trajectory.read(file).reader(0);
        assertThat(reader.row(0)).hasSize(1000);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(1_000_000);
        }
        assertThatThrownBy(() -> reader.row(399))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("cannot be read: the file ends before byte");
    }

    @Test
    void finite_valueBeyondFloat32_namesItAndItsIndex() throws IOException {
        Trajectory x = Trajectory.read(file(Npy.doubles("(2, 2)", 1, 2, 3, 1e300)));
        assertThatThrownBy(() -> x.finite(Progress.NONE))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("got 1.0E300 at [1, 1] (row, column)");
    }

    @Test
    void runName_isAValidKey() {
        assertThat(RunName.of(Path.of("a/Größe 10 (2).npy"))).isEqualTo("gr-e-10-2-");
        assertThat(RunName.of(Path.of("..npz"))).isEqualTo("run");
        assertThat(RunName.of(Path.of("w".repeat(90) + ".npz"))).hasSize(63);
    }
}
