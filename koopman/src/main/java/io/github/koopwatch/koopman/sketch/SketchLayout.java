/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.sketch;

import java.util.ArrayList;
import java.util.List;

/** Where the sketches of parameter groups lie in one vector. */
public final class SketchLayout {
    private SketchLayout() {}

    /**
     * Disjoint ranges [from, to) of coordinates, one per group: ⌊width / groups⌋ each, the remainder to the first. Throws
     * IllegalArgumentException unless every group gets a coordinate.
     */
    public static List<int[]> ranges(int groups, int width) {
        if (groups < 1 || groups > width) {
            throw new IllegalArgumentException("groups: expected 1 to " + width + ", got " + groups);
        }
        int each = width / groups;
        int first = width - each * (groups - 1);
        List<int[]> ranges = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            int from = g == 0 ? 0 : first + each * (g - 1);
            ranges.add(new int[] {from, first + each * g});
        }
        return ranges;
    }
}
