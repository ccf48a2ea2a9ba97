/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.koopman.sketch.Sketch;
import io.github.koopwatch.koopman.sketch.SketchLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Long rows made short as the Python publisher does it: a row is the parameter {@code weights}. With parameter groups each
 * has its own range of coordinates, and what lies in none of them has one more.
 */
final class RowSketch {
    private static final String NAME = "weights";

    private final int dimension;
    private final List<int[]> parts;
    private final List<int[]> ranges;
    private final int groups;

    /** @param groups disjoint coordinate ranges [from, to) of the long rows */
    RowSketch(int dimension, List<int[]> groups) {
        this.dimension = dimension;
        this.groups = groups.size();
        this.parts = groups;
        boolean whole = groups.stream().mapToInt(g -> g[1] - g[0]).sum() == dimension;
        this.ranges = SketchLayout.ranges(groups.size() + (whole ? 0 : 1), Sketch.WIDTH);
    }

    /** Name of the map in the contract. */
    String algorithm() {
        return Sketch.ALGORITHM;
    }

    /** What its signs and offsets are drawn from. */
    long seed() {
        return Sketch.SEED;
    }

    /** Values of a long row. */
    int sourceSize() {
        return dimension;
    }

    /** Coordinate ranges of the groups in the short rows. */
    List<int[]> groups() {
        return ranges.subList(0, groups);
    }

    /** [width], rounded once to float32. */
    float[] of(float[] row) {
        float[] shortRow = new float[Sketch.WIDTH];
        for (int g = 0; g < ranges.size(); g++) {
            int from = ranges.get(g)[0];
            Sketch sketch = new Sketch(ranges.get(g)[1] - from, Sketch.SEED);
            add(sketch, row, g);
            double[] values = sketch.values();
            for (int j = 0; j < values.length; j++) {
                shortRow[from + j] = (float) values[j];
            }
        }
        return shortRow;
    }

    private void add(Sketch sketch, float[] row, int g) {
        if (g < groups) {
            sketch.add(NAME, 0, row, parts.get(g)[0], parts.get(g)[1]);
            return;
        }
        long offset = 0;
        for (int[] gap : gaps()) {
            sketch.add(NAME, offset, row, gap[0], gap[1]);
            offset += gap[1] - gap[0];
        }
    }

    /** What no group has. */
    private List<int[]> gaps() {
        List<int[]> gaps = new ArrayList<>();
        int from = 0;
        for (int[] part :
                parts.stream().sorted(Comparator.comparingInt(p -> p[0])).toList()) {
            gaps.add(new int[] {from, part[0]});
            from = part[1];
        }
        gaps.add(new int[] {from, dimension});
        return gaps;
    }
}
