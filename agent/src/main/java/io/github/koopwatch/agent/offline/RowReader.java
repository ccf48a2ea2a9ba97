/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one replica, read in blocks of rows: memory for a block, however long the file is. In Fortran order a row's
 * values lie T elements apart, so that a block is read column by column, and is larger: one read per column and block. Not
 * thread-safe.
 */
public final class RowReader {
    private static final long BLOCK = 1 << 20;
    private static final long FORTRAN_BLOCK = 128 << 20;
    /** The most that every reader may hold, should there be one on each processor. */
    private static final long SHARE_OF_MEMORY =
            Runtime.getRuntime().maxMemory() / (4L * Runtime.getRuntime().availableProcessors());

    private final NpyArray x;
    private final int replica;
    private final @Nullable RowSketch sketch;
    private final int replicas;
    private final int rows;
    private final int dimension;
    private final int most;
    /** In the file's order of the axes: [row][coordinate], in Fortran order [coordinate][row]. */
    private ByteBuffer block = ByteBuffer.allocate(0);

    private int from;
    private int count;

    /** Of x [T, d], replica 0, or [replica, T, d]; with a sketch, short rows in place of the stored ones. */
    RowReader(NpyArray x, int replica, @Nullable RowSketch sketch) {
        int[] shape = x.shape();
        this.x = x;
        this.replica = replica;
        this.sketch = sketch;
        this.replicas = shape.length == 3 ? shape[0] : 1;
        this.rows = shape[shape.length - 2];
        this.dimension = shape[shape.length - 1];
        long row = (long) dimension * x.header().bytes();
        long block = x.header().fortran() ? Math.min(FORTRAN_BLOCK, SHARE_OF_MEMORY) : BLOCK;
        this.most = (int) Math.max(1, Math.min(rows, block / row));
    }

    /** Row t as it is stored; a sketched one as published. Throws BadInput when the file cannot be read any more. */
    double[] exact(int t) {
        return sketch == null ? stored(t) : widened(sketch.of(rounded(t)));
    }

    /** Row t as it would be published: rounded to float32, or sketched. */
    public float[] row(int t) {
        return sketch == null ? rounded(t) : sketch.of(rounded(t));
    }

    private static double[] widened(float[] row) {
        double[] wide = new double[row.length];
        Arrays.setAll(wide, j -> row[j]);
        return wide;
    }

    private double[] stored(int t) {
        load(t);
        double[] values = new double[dimension];
        int position = position(t);
        int step = step();
        for (int j = 0; j < dimension; j++) {
            values[j] = x.header().number(block, position + j * step);
        }
        return values;
    }

    private float[] rounded(int t) {
        load(t);
        float[] values = new float[dimension];
        if (x.header().type().equals("f4") && !x.header().fortran()) {
            block.position(position(t));
            block.asFloatBuffer().get(values);
            return values;
        }
        int position = position(t);
        int step = step();
        for (int j = 0; j < dimension; j++) {
            values[j] = (float) x.header().number(block, position + j * step);
        }
        return values;
    }

    /** Where row t begins in the block. */
    private int position(int t) {
        return (t - from) * x.header().bytes() * (x.header().fortran() ? 1 : dimension);
    }

    /** Bytes from one coordinate to the next. */
    private int step() {
        return x.header().bytes() * (x.header().fortran() ? count : 1);
    }

    private void load(int t) {
        if (t >= from && t < from + count) {
            return;
        }
        from = t;
        count = Math.min(most, rows - t);
        int size = count * dimension * x.header().bytes();
        block = block.capacity() == size ? block.clear() : ByteBuffer.allocate(size);
        try (FileChannel channel = x.data().open()) {
            if (x.header().fortran()) {
                readColumns(channel);
            } else {
                x.data()
                        .read(
                                channel,
                                ((long) replica * rows + t)
                                        * dimension
                                        * x.header().bytes(),
                                block);
            }
        } catch (IOException e) {
            count = 0;
            throw NpyArray.unreadable(x.name(), e);
        }
        block.clear().order(x.header().order());
    }

    /** Element (r, t, j) is number (j·T + t)·R + r: of a column the replicas of a row lie side by side. */
    private void readColumns(FileChannel channel) throws IOException {
        int bytes = x.header().bytes();
        ByteBuffer column = ByteBuffer.allocate(count * replicas * bytes);
        for (int j = 0; j < dimension; j++) {
            x.data().read(channel, ((long) j * rows + from) * replicas * bytes, column.clear());
            for (int i = 0; i < count; i++) {
                block.put(column.array(), (i * replicas + replica) * bytes, bytes);
            }
        }
    }
}
