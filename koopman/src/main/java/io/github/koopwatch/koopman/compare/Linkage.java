/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Hierarchical clustering with average linkage (UPGMA, Sokal and Michener 1958): the two clusters with the least mean
 * distance merge first. The leaves are ordered so that like stands beside like: of the four ways to lay two clusters end to
 * end the one whose touching ends lie nearest (Gruvaeus and Wainer 1972). Not the optimal order, but near it.
 *
 * @param merges from the bottom; cluster n + i is made by the i-th
 * @param order the items from left to right
 */
public record Linkage(List<Merge> merges, List<Integer> order) {
    /**
     * @param left 0 to n - 1: an item; from n: an earlier merge
     * @param height mean distance between the items of the two
     * @param size items in the new cluster
     */
    public record Merge(int left, int right, double height, int size) {}

    /** Of a symmetric matrix of at least one item; throws IllegalArgumentException for entries that are not finite. */
    public static Linkage average(double[][] distances) {
        return new Clusters(distances).merge();
    }

    /**
     * The class of each item, numbered in the order of the leaves: items whose clusters merge at a height of at most
     * {@code cut} are of one class.
     */
    public int[] classes(double cut) {
        int n = order.size();
        int[] root = new int[n + merges.size()];
        Arrays.setAll(root, i -> i);
        for (int i = 0; i < merges.size() && merges.get(i).height() <= cut; i++) {
            int joined = n + i;
            int left = root[merges.get(i).left()];
            int right = root[merges.get(i).right()];
            Arrays.setAll(root, c -> root[c] == left || root[c] == right ? joined : root[c]);
            root[joined] = joined;
        }
        return numbered(root);
    }

    private int[] numbered(int[] root) {
        List<Integer> seen = new ArrayList<>();
        int[] classes = new int[order.size()];
        for (int item : order) {
            if (!seen.contains(root[item])) {
                seen.add(root[item]);
            }
            classes[item] = seen.indexOf(root[item]);
        }
        return classes;
    }

    /** The clusters that are left, each with its leaves from left to right. */
    private static final class Clusters {
        private final double[][] items;
        private final List<Merge> merges = new ArrayList<>();
        private final List<Integer> ids = new ArrayList<>();
        private final List<List<Integer>> leaves = new ArrayList<>();
        private double[][] between;

        Clusters(double[][] distances) {
            check(distances);
            items = distances;
            between = Arrays.stream(distances).map(double[]::clone).toArray(double[][]::new);
            for (int i = 0; i < distances.length; i++) {
                ids.add(i);
                leaves.add(List.of(i));
            }
        }

        Linkage merge() {
            while (ids.size() > 1) {
                join(nearest());
            }
            return new Linkage(List.copyOf(merges), leaves.get(0));
        }

        /** The places of the two nearest, the first of equals. */
        private int[] nearest() {
            int[] best = {0, 1};
            for (int i = 0; i < ids.size(); i++) {
                for (int j = i + 1; j < ids.size(); j++) {
                    best = between[i][j] < between[best[0]][best[1]] ? new int[] {i, j} : best;
                }
            }
            return best;
        }

        private void join(int[] pair) {
            int a = pair[0];
            int b = pair[1];
            int sizeA = leaves.get(a).size();
            int sizeB = leaves.get(b).size();
            merges.add(new Merge(
                    Math.min(ids.get(a), ids.get(b)), Math.max(ids.get(a), ids.get(b)), between[a][b], sizeA + sizeB));
            for (int k = 0; k < ids.size(); k++) {
                between[a][k] = (sizeA * between[a][k] + sizeB * between[b][k]) / (sizeA + sizeB);
                between[k][a] = between[a][k];
            }
            leaves.set(a, laid(leaves.get(a), leaves.get(b)));
            ids.set(a, items.length + merges.size() - 1);
            remove(b);
        }

        private void remove(int gone) {
            ids.remove(gone);
            leaves.remove(gone);
            double[][] rest = new double[ids.size()][ids.size()];
            for (int i = 0; i < rest.length; i++) {
                for (int j = 0; j < rest.length; j++) {
                    rest[i][j] = i == j ? 0 : between[i < gone ? i : i + 1][j < gone ? j : j + 1];
                }
            }
            between = rest;
        }

        private List<Integer> laid(List<Integer> a, List<Integer> b) {
            List<Integer> best = List.of();
            double nearest = Double.POSITIVE_INFINITY;
            for (List<Integer> left : List.of(a, reversed(a))) {
                for (List<Integer> right : List.of(b, reversed(b))) {
                    double gap = items[left.get(left.size() - 1)][right.get(0)];
                    if (gap < nearest) {
                        nearest = gap;
                        best = new ArrayList<>(left);
                        best.addAll(right);
                    }
                }
            }
            return List.copyOf(best);
        }

        private static List<Integer> reversed(List<Integer> list) {
            List<Integer> copy = new ArrayList<>(list);
            Collections.reverse(copy);
            return copy;
        }

        private static void check(double[][] distances) {
            if (distances.length == 0) {
                throw new IllegalArgumentException("distances: expected at least one item, got none");
            }
            for (int i = 0; i < distances.length; i++) {
                if (distances[i].length != distances.length) {
                    throw new IllegalArgumentException(
                            "distances: expected rows of " + distances.length + ", got " + distances[i].length);
                }
                for (int j = 0; j < distances.length; j++) {
                    if (!Double.isFinite(distances[i][j]) || distances[i][j] != distances[j][i]) {
                        throw new IllegalArgumentException("distances: expected finite ones, the same both ways, got "
                                + distances[i][j] + " and " + distances[j][i]);
                    }
                }
            }
        }
    }
}
