/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.window.RowRing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The ring of one block mean: takes raw snapshots, keeps rows, and stores each row and each unfinished block. */
final class RowSeries {
    private final int dimension;
    private final int blockMean;
    private final Slots slots;
    private final RowRing ring;
    /** Snapshots in the unfinished block, their coordinate-wise sum, and the steps they span. */
    private int inBlock;

    private final double[] sum;
    private long blockFirst;
    private long blockLast;

    private RowSeries(int dimension, int blockMean, RowRing ring, Slots slots) {
        this.dimension = dimension;
        this.blockMean = blockMean;
        this.ring = ring;
        this.slots = slots;
        this.sum = new double[blockMean == 1 ? 0 : dimension];
    }

    /** The series that has seen {@code rows} rows; with 0 a new one. */
    static RowSeries restore(int dimension, int blockMean, int capacity, long rows, Slots slots) {
        RowRing ring = RowRing.restore(
                dimension, capacity, rows, index -> readRow(slots, blockMean, (int) (index % capacity), dimension));
        RowSeries series = new RowSeries(dimension, blockMean, ring, slots);
        series.readBlock();
        return series;
    }

    RowRing ring() {
        return ring;
    }

    int blockMean() {
        return blockMean;
    }

    /** Takes the next snapshot; true when it completed a row. {@code follows}: one stride after the one before it. */
    boolean append(long step, float[] values, boolean follows) {
        if (blockMean == 1) {
            return appendRow(step, step, values);
        }
        if (!follows) {
            clearBlock();
        }
        if (inBlock == 0) {
            blockFirst = step;
        }
        for (int j = 0; j < dimension; j++) {
            sum[j] += values[j];
        }
        inBlock++;
        blockLast = step;
        boolean complete = inBlock == blockMean;
        if (complete) {
            appendRow(blockFirst, blockLast, mean());
            clearBlock();
        }
        writeBlock();
        return complete;
    }

    private boolean appendRow(long firstStep, long lastStep, float[] row) {
        int slot = (int) (ring.count() % ring.capacity());
        ring.append(firstStep, lastStep, row);
        ByteBuffer out = StateBytes.begin(Slots.Kind.ROW, 2 * Long.BYTES + Float.BYTES * dimension)
                .putLong(firstStep)
                .putLong(lastStep);
        out.asFloatBuffer().put(row);
        slots.write(new Slots.Key(Slots.Kind.ROW, blockMean, slot), out.array());
        return true;
    }

    private float[] mean() {
        float[] mean = new float[dimension];
        for (int j = 0; j < dimension; j++) {
            mean[j] = (float) (sum[j] / blockMean);
        }
        return mean;
    }

    private void clearBlock() {
        inBlock = 0;
        Arrays.fill(sum, 0);
    }

    private void writeBlock() {
        ByteBuffer out = StateBytes.begin(Slots.Kind.BLOCK, Integer.BYTES + 2 * Long.BYTES + Double.BYTES * dimension)
                .putInt(inBlock)
                .putLong(blockFirst)
                .putLong(blockLast);
        StateBytes.put(out, sum);
        slots.write(blockKey(), out.array());
    }

    private void readBlock() {
        byte @Nullable [] stored = blockMean == 1 ? null : slots.read(blockKey());
        if (stored == null) {
            return;
        }
        ByteBuffer in = StateBytes.open(Slots.Kind.BLOCK, stored);
        inBlock = in.getInt();
        blockFirst = in.getLong();
        blockLast = in.getLong();
        System.arraycopy(StateBytes.doubles(in, dimension), 0, sum, 0, dimension);
    }

    private Slots.Key blockKey() {
        return new Slots.Key(Slots.Kind.BLOCK, blockMean, 0);
    }

    private static RowRing.StoredRow readRow(Slots slots, int blockMean, int slot, int dimension) {
        byte @Nullable [] stored = slots.read(new Slots.Key(Slots.Kind.ROW, blockMean, slot));
        if (stored == null) {
            throw new IllegalStateException(
                    "stored state: expected row " + slot + " of block mean " + blockMean + ", got none");
        }
        ByteBuffer in = StateBytes.open(Slots.Kind.ROW, stored);
        long firstStep = in.getLong();
        long lastStep = in.getLong();
        float[] row = new float[dimension];
        in.asFloatBuffer().get(row);
        return new RowRing.StoredRow(firstStep, lastStep, row);
    }
}
