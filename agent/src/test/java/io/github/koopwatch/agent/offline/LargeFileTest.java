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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of more than 2 GiB that hold nearly nothing: the rest is a hole, which takes no room on the disk. */
class LargeFileTest {
    private static final int ROWS = 4_000;
    private static final int DIMENSION = 200_000; // 3.2 GB of float32
    private static final long BYTES = 4L * ROWS * DIMENSION;

    @TempDir
    Path directory = Path.of("");

    private Path sparse(String name, byte[] before, long at, byte[] after) throws IOException {
        Path file = directory.resolve(name);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(before), 0);
            channel.write(ByteBuffer.wrap(after), at);
        }
        return file;
    }

    private static byte[] header(boolean fortran) {
        return Npy.bytes("<f4", fortran, "(" + ROWS + ", " + DIMENSION + ")", new byte[0]);
    }

    private static byte[] number(float value) {
        return ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array();
    }

    @Test
    void reader_valueBehindTwoGibibytes_isThere() throws IOException {
        byte[] header = header(false);
        Path file = sparse("c.npy", header, header.length + BYTES - Float.BYTES, number(7));
        RowReader reader = Trajectory.read(file).reader(0);
        assertThat(reader.row(ROWS - 1)[DIMENSION - 1]).isEqualTo(7);
        assertThat(reader.row(ROWS - 2)[DIMENSION - 1]).isZero();
    }

    @Test
    void reader_fortranOrderBehindTwoGibibytes_isThere() throws IOException {
        byte[] header = header(true);
        Path file = sparse("f.npy", header, header.length + BYTES - Float.BYTES, number(7));
        assertThat(Trajectory.read(file).reader(0).row(ROWS - 1)[DIMENSION - 1]).isEqualTo(7);
    }

    @Test
    void read_headerOfMoreThanThereIs_isBadInput() throws IOException {
        byte[] header = header(false);
        Path file = sparse("short.npy", header, header.length + BYTES - 2 * Float.BYTES, number(7));
        assertThatThrownBy(() -> Trajectory.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("the file is cut off");
    }

    @Test
    void archive_withSizesThatOnlyZip64Holds_isReadInPlace() throws IOException {
        byte[] golden;
        try (InputStream in = LargeFileTest.class.getResourceAsStream("/offline/zip64.npz")) {
            golden = Objects.requireNonNull(in).readAllBytes();
        }
        Trajectory x = Trajectory.read(Files.write(directory.resolve("zip64.npz"), golden));
        assertThat(x.row(0, 3)).containsExactly(2.25f, 2.5f, 2.75f);
    }
}
