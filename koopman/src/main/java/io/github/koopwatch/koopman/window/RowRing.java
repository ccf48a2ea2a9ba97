/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

import java.util.function.LongFunction;

/**
 * Ring of the newest rows and the Gram matrix of their displacements.
 *
 * <p>Displacements are taken from an anchor row x_ref, so that the Gram matrix keeps the small motion of large weights:
 * g_ij = &lt;x_i - x_ref, x_j - x_ref&gt;. The anchor is the newest row whose index is a multiple of the capacity. It is
 * always in the ring, and it depends on the row count alone. Every entry is one double dot product of float32 rows in a
 * fixed order and is never updated, so nothing drifts and a restored ring equals the original bit by bit.
 *
 * <p>Append costs capacity dot products of length dimension and allocates nothing once the ring is full; every
 * capacity-th append moves the anchor and costs capacity²/2 of them. Not safe for use by two threads at once.
 */
public final class RowRing {
    private final int dimension;
    private final int capacity;
    private final float[][] rows;
    private final long[] firstSteps;
    private final long[] lastSteps;
    private final double[][] gram; // gram[i][j] = <x_i - x_ref, x_j - x_ref>, by slot
    private final double[] onAnchor; // <x_i - x_ref, x_ref>, by slot
    private final double[] updateSquares; // |x_i - x_{i-1}|^2, by slot
    private final double[] updateProducts; // <x_i - x_{i-1}, x_{i-1} - x_{i-2}>, by slot
    private final Products products;
    private final double[] anchor; // x_ref, widened
    private final double[] moved; // x_i - x_ref of the row being measured
    private double anchorSquare;
    private long count;

    /** An empty ring for {@code capacity} rows of {@code dimension} values. */
    public RowRing(int dimension, int capacity) {
        this(dimension, capacity, Products.fastest());
    }

    RowRing(int dimension, int capacity, Products products) {
        atLeastOne("dimension", dimension);
        atLeastOne("capacity", capacity);
        this.dimension = dimension;
        this.capacity = capacity;
        this.products = products;
        rows = new float[capacity][];
        firstSteps = new long[capacity];
        lastSteps = new long[capacity];
        gram = new double[capacity][capacity];
        onAnchor = new double[capacity];
        updateSquares = new double[capacity];
        updateProducts = new double[capacity];
        anchor = new double[dimension];
        moved = new double[dimension];
    }

    /** A row as it was appended; {@code row} is not to be written to. */
    public record StoredRow(long firstStep, long lastStep, float[] row) {}

    /**
     * The ring that has seen {@code count} rows, rebuilt from the newest ones; bitwise equal, every later Gram value
     * included, to the ring that saw all of them.
     *
     * @param rows the row of each index in [max(0, count - capacity), count)
     */
    public static RowRing restore(int dimension, int capacity, long count, LongFunction<StoredRow> rows) {
        if (count < 0) {
            throw new IllegalArgumentException("count: expected at least 0, got " + count);
        }
        RowRing ring = new RowRing(dimension, capacity);
        ring.count = count;
        for (long i = ring.oldest(); i < count; i++) {
            StoredRow stored = rows.apply(i);
            ring.store(i, stored.firstStep(), stored.lastStep(), stored.row());
            ring.measureUpdate(i);
        }
        if (count > 0) {
            ring.anchorAt((count - 1) / capacity * capacity);
        }
        return ring;
    }

    /** Whether rings take their products on the vector unit; the bits are the same either way. */
    public static boolean onVectorUnit() {
        return Products.Vectors.USABLE;
    }

    /** Values per row. */
    public int dimension() {
        return dimension;
    }

    /** Most rows held. */
    public int capacity() {
        return capacity;
    }

    /** Rows ever appended, which is the index of the next row. */
    public long count() {
        return count;
    }

    /** Index of the oldest row held. */
    public long oldest() {
        return Math.max(0, count - capacity);
    }

    /**
     * Appends a copy of {@code row} with the publisher's steps that it covers, both inclusive. Throws
     * IllegalArgumentException for a wrong length, a value that is not finite, or steps in the wrong order.
     */
    public void append(long firstStep, long lastStep, float[] row) {
        store(count, firstStep, lastStep, row);
        long index = count++;
        measureUpdate(index);
        if (index % capacity == 0) {
            anchorAt(index);
        } else {
            measure(slot(index), held());
        }
    }

    /** The stored row itself, not to be written to; overwritten when the row leaves the ring. */
    public float[] row(long index) {
        return rows[held(index)];
    }

    /** First of the publisher's steps that the row covers. */
    public long firstStep(long index) {
        return firstSteps[held(index)];
    }

    /** Last of the publisher's steps that the row covers. */
    public long lastStep(long index) {
        return lastSteps[held(index)];
    }

    /** &lt;x_i - x_ref, x_j - x_ref&gt;. */
    public double displaced(long i, long j) {
        return gram[held(i)][held(j)];
    }

    /** &lt;x_i - x_ref, x_j - x_ref&gt; of the rows [from, from + rows), [rows][rows] row by row. */
    public double[] gram(long from, int rows) {
        double[] copy = new double[rows * rows];
        int first = rows == 0 ? 0 : held(from);
        int straight = Math.min(rows, capacity - first); // rows before the slots begin again
        for (int i = 0; i < rows; i++) {
            double[] stored = gram[held(from + i)];
            System.arraycopy(stored, first, copy, i * rows, straight);
            System.arraycopy(stored, 0, copy, i * rows + straight, rows - straight);
        }
        return copy;
    }

    /** &lt;x_i - x_ref, x_ref&gt;. */
    public double onAnchor(long i) {
        return onAnchor[held(i)];
    }

    /** &lt;x_ref, x_ref&gt;; 0 in an empty ring. */
    public double anchorSquare() {
        return anchorSquare;
    }

    /** |x_i - x_{i-1}|², computed from the rows, not from the Gram matrix; for i &gt; oldest(). */
    public double updateSquare(long i) {
        held(i - 1);
        return updateSquares[held(i)];
    }

    /** &lt;x_i - x_{i-1}, x_{i-1} - x_{i-2}&gt;, computed from the rows; for i &gt; oldest() + 1. */
    public double updateProduct(long i) {
        held(i - 2);
        return updateProducts[held(i)];
    }

    private void store(long index, long firstStep, long lastStep, float[] row) {
        check(firstStep, lastStep, row);
        int slot = slot(index);
        if (rows[slot] == null) {
            rows[slot] = new float[dimension];
        }
        System.arraycopy(row, 0, rows[slot], 0, dimension);
        firstSteps[slot] = firstStep;
        lastSteps[slot] = lastStep;
    }

    private void check(long firstStep, long lastStep, float[] row) {
        if (row.length != dimension) {
            throw new IllegalArgumentException("row: expected " + dimension + " values, got " + row.length);
        }
        if (lastStep < firstStep) {
            throw new IllegalArgumentException("last step: expected at least " + firstStep + ", got " + lastStep);
        }
        for (int k = 0; k < row.length; k++) {
            if (!Float.isFinite(row[k])) {
                throw new IllegalArgumentException("row: expected finite values, got " + row[k] + " at " + k);
            }
        }
    }

    private void measureUpdate(long i) {
        long oldest = oldest();
        if (i > oldest) {
            updateSquares[slot(i)] = Dot.updates(row(i), row(i - 1), row(i), row(i - 1));
        }
        if (i > oldest + 1) {
            updateProducts[slot(i)] = Dot.updates(row(i), row(i - 1), row(i - 1), row(i - 2));
        }
    }

    private void anchorAt(long index) {
        float[] row = row(index);
        for (int k = 0; k < dimension; k++) {
            anchor[k] = row[k];
        }
        anchorSquare = Dot.plain(anchor, anchor);
        for (int slot = 0; slot < held(); slot++) {
            measure(slot, slot + 1);
        }
    }

    /** Inner products of the row in a slot with those in slots [0, count), and their mirror images. */
    private void measure(int slot, int count) {
        float[] row = rows[slot];
        for (int k = 0; k < dimension; k++) {
            moved[k] = row[k] - anchor[k];
        }
        onAnchor[slot] = Dot.plain(moved, anchor);
        products.of(moved, anchor, rows, count, gram[slot]);
        for (int j = 0; j < count; j++) {
            gram[j][slot] = gram[slot][j];
        }
    }

    private int held() {
        return (int) Math.min(count, capacity);
    }

    private int slot(long index) {
        return (int) (index % capacity);
    }

    private int held(long index) {
        if (index < oldest() || index >= count) {
            throw new IllegalArgumentException(
                    "row: expected an index in [" + oldest() + ", " + count + "), got " + index);
        }
        return slot(index);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
        }
    }
}
