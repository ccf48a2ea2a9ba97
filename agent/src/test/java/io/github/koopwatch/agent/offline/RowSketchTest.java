/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.sketch.Sketch;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows longer than 1,024 as the Python publisher would have published them. */
class RowSketchTest {
    private static final int LONG = 3000;

    @TempDir
    Path directory = Path.of("");

    /** The digest is that of koopwatch._sketch.sketch([("weights", x)]) as little-endian float32. */
    @Test
    void row_ofALongTrajectory_isBitwiseWhatPythonPublishes() throws NoSuchAlgorithmException {
        float[] row = new float[100_000];
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) ((k * 2654435761L & 0xFFFFFFFFL) / 0x1p32 - 0.5);
        }
        float[] sketched = new RowSketch(row.length, List.of()).of(row);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * sketched.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(sketched);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())))
                .isEqualTo("fd714eaa686f56c922922b0dc05322c30531822ff2a885a23b557cb97b621cc8");
    }

    @Test
    void sketched_longRows_areShort_andSayHowInTheRunStart() throws IOException {
        Trajectory x = trajectory(Map.of()).sketched();
        assertThat(x.dimension()).isEqualTo(Sketch.WIDTH);
        Observable observable = Replay.start(x, "r", "", "").getObservables(0);
        assertThat(observable.getDimension()).isEqualTo(Sketch.WIDTH);
        assertThat(observable.getSketch().getAlgorithm()).isEqualTo("signed-rotation");
        assertThat(observable.getSketch().getSourceSize()).isEqualTo(LONG);
        assertThat(observable.getSketch().getGroupsList()).isEmpty();
        Sketch expected = new Sketch(Sketch.WIDTH, 0);
        expected.add("weights", Trajectory.read(directory.resolve("x.npz")).row(0, 1));
        assertThat(x.row(0, 1)).hasSize(Sketch.WIDTH);
        for (int j = 0; j < Sketch.WIDTH; j++) {
            assertThat(x.row(0, 1)[j]).isEqualTo((float) expected.values()[j]);
        }
    }

    /** Groups 0 and 1 and what is in neither have ranges of their own: a change of one shows in one. */
    @Test
    void sketched_groups_haveRangesOfTheirOwn() throws IOException {
        Trajectory x = trajectory(Map.of("groups", Npy.longs("(2, 2)", 1000, 1500, 2000, 3000)));
        Trajectory sketched = x.sketched();
        assertThat(sketched.groups().toArray(int[][]::new)).isDeepEqualTo(new int[][] {{0, 342}, {342, 683}});
        RunStart start = Replay.start(sketched, "r", "", "");
        assertThat(start.getObservables(0).getSketch().getGroupsList()).hasSize(2);
        RowSketch sketch = new RowSketch(LONG, x.groups());
        int[] touched = {1200, 2500, 1700};
        int[][] ranges = {{0, 342}, {342, 683}, {683, 1024}};
        for (int g = 0; g < 3; g++) {
            float[] row = new float[LONG];
            row[touched[g]] = 1;
            float[] shortRow = sketch.of(row);
            assertThat(count(shortRow, 0, Sketch.WIDTH)).isEqualTo(1);
            assertThat(count(shortRow, ranges[g][0], ranges[g][1])).isEqualTo(1);
        }
    }

    @Test
    void sketched_shortRows_areAsStored() throws IOException {
        Path file = Files.write(directory.resolve("s.npy"), Npy.walks(1, 1, 4, 1024, 1));
        Trajectory x = Trajectory.read(file);
        assertThat(x.sketched()).isSameAs(x);
    }

    @Test
    void finite_ofASketchedTrajectory_namesThePlaceInTheFile() throws IOException {
        double[] values = new double[2 * LONG];
        values[LONG + 2000] = Double.NaN;
        Path file = Files.write(directory.resolve("n.npy"), Npy.doubles("(2, " + LONG + ")", values));
        Trajectory x = Trajectory.read(file).sketched();
        assertThatThrownBy(() -> x.finite(Progress.NONE))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("got NaN at [1, 2000]");
    }

    private Trajectory trajectory(Map<String, byte[]> beside) throws IOException {
        Map<String, byte[]> arrays = new HashMap<>(beside);
        arrays.put("x", Npy.walks(1, 1, 5, LONG, 1));
        return Trajectory.read(Npy.npz(directory.resolve("x.npz"), arrays)).single("");
    }

    private static long count(float[] row, int from, int to) {
        float[] part = Arrays.copyOfRange(row, from, to);
        int count = 0;
        for (float x : part) {
            count += x != 0 ? 1 : 0;
        }
        return count;
    }
}
