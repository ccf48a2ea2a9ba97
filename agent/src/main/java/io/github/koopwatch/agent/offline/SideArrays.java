/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * What stands beside the values of a trajectory of T rows.
 *
 * @param steps of row t; rising; t when the file has none
 * @param groups coordinate ranges [from, to) that do not overlap
 * @param scalars [T] each, by name
 */
record SideArrays(IntToLongFunction steps, List<int[]> groups, Map<String, double[]> scalars) {
    private static final String VALUES = "x";
    private static final String STEPS = "steps";
    private static final String GROUPS = "groups";
    private static final int LONGEST_HEADER = 65_547;

    /** Throws BadInput for steps and groups that are not as they must be; other arrays of other shapes are passed over. */
    static SideArrays read(ArrayFile file, int rows, int dimension) {
        Map<String, double[]> scalars = new TreeMap<>();
        for (String name : file.names()) {
            if (!name.equals(VALUES) && !name.equals(STEPS) && !name.equals(GROUPS)) {
                scalar(file, name, rows, scalars);
            }
        }
        return new SideArrays(steps(file, rows), groups(file, dimension), scalars);
    }

    SideArrays shown(boolean withGroups, Set<String> names) {
        Map<String, double[]> some = new TreeMap<>(scalars);
        some.keySet().retainAll(names);
        return new SideArrays(steps, withGroups ? groups : List.of(), some);
    }

    private static IntToLongFunction steps(ArrayFile file, int rows) {
        if (!file.names().contains(STEPS)) {
            return t -> t;
        }
        NpyArray array = file.array(STEPS);
        if (!array.isInteger() || array.shape().length != 1 || array.shape()[0] != rows) {
            throw new BadInput(array.name() + ": expected int32 or int64 of shape [" + rows + "], got " + array.type()
                    + " of shape " + array.shapeText());
        }
        NpyElements elements = array.load();
        long[] steps = new long[rows];
        Arrays.setAll(steps, t -> elements.integerAt(t));
        for (int t = 0; t < rows; t++) {
            long least = t == 0 ? 0 : steps[t - 1] + 1;
            if (steps[t] < least || steps[t] > Limits.LARGEST_INTEGER) {
                throw new BadInput(array.name() + ": expected rising steps, at [" + t + "] " + least + " to 2^53, got "
                        + steps[t]);
            }
        }
        return t -> steps[t];
    }

    private static List<int[]> groups(ArrayFile file, int dimension) {
        if (!file.names().contains(GROUPS)) {
            return List.of();
        }
        NpyArray array = file.array(GROUPS);
        boolean shaped = array.isInteger() && array.shape().length == 2 && array.shape()[1] == 2;
        if (!shaped || array.shape()[0] > Limits.MOST_GROUPS) {
            throw new BadInput(array.name() + ": expected int32 or int64 of shape [G, 2], G at most "
                    + Limits.MOST_GROUPS + ", got " + array.type() + " of shape " + array.shapeText());
        }
        NpyElements elements = array.load();
        List<int[]> groups = new ArrayList<>();
        for (int g = 0; g < array.shape()[0]; g++) {
            groups.add(range(array.name(), elements, g, dimension));
        }
        requireDisjoint(array.name(), groups);
        return groups;
    }

    private static int[] range(String name, NpyElements array, int g, int dimension) {
        long from = array.integerAt(0, g);
        long to = array.integerAt(1, g);
        if (from < 0 || from >= to || to > dimension) {
            throw new BadInput(name + ": expected 0 <= from < to <= " + dimension + ", got [" + from + ", " + to
                    + "] at [" + g + "]");
        }
        return new int[] {(int) from, (int) to};
    }

    private static void requireDisjoint(String name, List<int[]> groups) {
        List<int[]> sorted =
                groups.stream().sorted(Comparator.comparingInt(g -> g[0])).toList();
        for (int g = 1; g < sorted.size(); g++) {
            if (sorted.get(g)[0] < sorted.get(g - 1)[1]) {
                throw new BadInput(name + ": expected groups that do not overlap, got one from " + sorted.get(g)[0]
                        + " and one to " + sorted.get(g - 1)[1]);
            }
        }
    }

    private static void scalar(ArrayFile file, String name, int rows, Map<String, double[]> scalars) {
        if (file.size(name) > LONGEST_HEADER + (long) rows * Double.BYTES) {
            return; // too large for one: not worth unpacking
        }
        FileRange bytes = file.bytes(name);
        NpyArray array;
        try {
            array = NpyArray.open(file.title(name), bytes);
        } catch (BadInput e) {
            return; // text, booleans, objects: an archive may hold what is no concern of ours
        }
        if (array.isFloating() && array.shape().length == 1 && array.shape()[0] == rows) {
            scalars.put(name, array.load().values());
        }
    }
}
