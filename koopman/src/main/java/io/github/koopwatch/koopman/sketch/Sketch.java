/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.sketch;

/**
 * The linear sketch of named parameters, summed up as they come: a vector of {@code width} values S x with
 * E‖S x‖² = ‖x‖² over seeds, the same bits as the Python publisher makes.
 *
 * <p>A flattened parameter is cut into rows of {@code width} elements. Column j of every row gets the sign b_j; row r as
 * a whole gets a sign and is rotated by an offset, both drawn from the parameter's name; all rows are added, in double.
 * This is a count sketch (Charikar, Chen and Farach-Colton 2002) whose positions within a row are all different. Parts of
 * a parameter may come in any cut, and sketches of disjoint parts add up. Not thread-safe.
 */
public final class Sketch {
    /** The algorithm's name in the contracts; another map of values would get another one. */
    public static final String ALGORITHM = "signed-rotation";
    /** The width that the publisher uses. */
    public static final int WIDTH = 1024;
    /** The seed that the publisher uses. */
    public static final long SEED = 0;

    private final int width;
    private final long seed;
    private final double[] columns; // b_j
    /** A row rotated by o is added at [o, o + width); the upper half is folded back when asked for the values. */
    private final double[] twice;

    /** An empty sketch; the seed is unsigned. Throws IllegalArgumentException for a width below 1. */
    public Sketch(int width, long seed) {
        if (width < 1) {
            throw new IllegalArgumentException("width: expected at least 1, got " + width);
        }
        this.width = width;
        this.seed = seed;
        columns = new double[width];
        long start = SketchBits.start(seed, "");
        for (int j = 0; j < width; j++) {
            columns[j] = SketchBits.sign(SketchBits.out(start, j));
        }
        twice = new double[2 * width];
    }

    /** Adds a whole parameter. */
    public void add(String name, float[] values) {
        add(name, 0, values);
    }

    /**
     * Adds a part of a parameter.
     *
     * @param name the parameter's name, without wrapper prefixes
     * @param offset position of the part's first value in the flattened whole parameter
     */
    public void add(String name, long offset, float[] values) {
        add(name, offset, values, 0, values.length);
    }

    /** Adds {@code values[from, to)} as the part of a parameter that begins at {@code offset}. */
    public void add(String name, long offset, float[] values, int from, int to) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset: expected at least 0, got " + offset);
        }
        long start = SketchBits.start(seed, name);
        int done = from;
        while (done < to) {
            long position = offset + (done - from);
            int column = (int) (position % width);
            int end = Math.min(to, done + width - column);
            addToRow(start, position / width, column, values, done, end);
            done = end;
        }
    }

    private void addToRow(long start, long row, int column, float[] values, int from, int to) {
        double sign = SketchBits.sign(SketchBits.out(start, 2 * row + 1));
        int rotation = (int) ((SketchBits.out(start, 2 * row) >>> 32) % width);
        for (int k = from; k < to; k++) {
            int j = column + (k - from);
            twice[rotation + j] += sign * columns[j] * values[k];
        }
    }

    /** Adds what another sketch of the same width and seed has seen. */
    public void add(Sketch other) {
        if (other.width != width || other.seed != seed) {
            throw new IllegalArgumentException("sketch: expected width " + width + " and seed "
                    + Long.toUnsignedString(seed) + ", got " + other.width + " and "
                    + Long.toUnsignedString(other.seed));
        }
        for (int k = 0; k < twice.length; k++) {
            twice[k] += other.twice[k];
        }
    }

    /** The sketch of what was added so far, [width]. */
    public double[] values() {
        double[] values = new double[width];
        for (int j = 0; j < width; j++) {
            values[j] = twice[j] + twice[width + j];
        }
        return values;
    }
}
