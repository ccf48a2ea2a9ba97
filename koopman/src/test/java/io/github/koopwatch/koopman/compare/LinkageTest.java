/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.compare.Linkage.Merge;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkageTest {
    /** Three, three and two points of the plane about (0, 0), (1, 1) and (0, 2). */
    private static final double[][] DISTANCES = {
        {0.0, 0.1831, 0.2411, 1.4701, 1.736, 1.4983, 2.2925, 1.9618},
        {0.1831, 0.0, 0.1419, 1.309, 1.5707, 1.343, 2.1191, 1.7853},
        {0.2411, 0.1419, 0.0, 1.2328, 1.5008, 1.2587, 2.1592, 1.8182},
        {1.4701, 1.309, 1.2328, 0.0, 0.2747, 0.0939, 1.6176, 1.2939},
        {1.736, 1.5707, 1.5008, 0.2747, 0.0, 0.2907, 1.5374, 1.2458},
        {1.4983, 1.343, 1.2587, 0.0939, 0.2907, 0.0, 1.7054, 1.3845},
        {2.2925, 2.1191, 2.1592, 1.6176, 1.5374, 1.7054, 0.0, 0.3529},
        {1.9618, 1.7853, 1.8182, 1.2939, 1.2458, 1.3845, 0.3529, 0.0}
    };

    /** scipy.cluster.hierarchy.linkage(squareform(DISTANCES), 'average'), SciPy 1.17. */
    private static final List<Merge> SCIPY = List.of(
            new Merge(3, 5, 0.0939, 2),
            new Merge(1, 2, 0.1419, 2),
            new Merge(0, 9, 0.2121, 3),
            new Merge(4, 8, 0.2827, 3),
            new Merge(6, 7, 0.3529, 2),
            new Merge(10, 11, 1.4354888888888888, 6),
            new Merge(12, 13, 1.7433916666666667, 8));

    @Test
    void merges_areThoseOfScipy() {
        List<Merge> merges = Linkage.average(DISTANCES).merges();
        assertThat(merges).hasSameSizeAs(SCIPY);
        for (int i = 0; i < merges.size(); i++) {
            assertThat(merges.get(i).left()).isEqualTo(SCIPY.get(i).left());
            assertThat(merges.get(i).right()).isEqualTo(SCIPY.get(i).right());
            assertThat(merges.get(i).height()).isCloseTo(SCIPY.get(i).height(), within(1e-14));
            assertThat(merges.get(i).size()).isEqualTo(SCIPY.get(i).size());
        }
    }

    @Test
    void order_holdsEveryItemOnce_andKeepsClustersTogether() {
        List<Integer> order = Linkage.average(DISTANCES).order();
        assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        for (List<Integer> cluster : List.of(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6, 7))) {
            int[] places = cluster.stream().mapToInt(order::indexOf).sorted().toArray();
            assertThat(places[places.length - 1] - places[0]).isEqualTo(places.length - 1);
        }
    }

    /** Points on a line in disorder: the order is that of the line, one way or the other. */
    @Test
    void order_ofPointsOnALine_isTheirs() {
        double[] points = {0, 5.3, 1, 8.6, 2.1, 6.5, 3.3};
        double[][] distances = IntStream.range(0, points.length)
                .mapToObj(i -> IntStream.range(0, points.length)
                        .mapToDouble(j -> Math.abs(points[i] - points[j]))
                        .toArray())
                .toArray(double[][]::new);
        assertThat(Linkage.average(distances).order()).isIn(List.of(0, 2, 4, 6, 1, 5, 3), List.of(3, 5, 1, 6, 4, 2, 0));
    }

    @Test
    void classes_areCutAtAHeight_andNumberedInTheOrderOfTheLeaves() {
        Linkage tree = Linkage.average(DISTANCES);
        int[] three = tree.classes(0.5);
        assertThat(IntStream.of(three).distinct().count()).isEqualTo(3);
        assertThat(three[0]).isEqualTo(three[1]).isEqualTo(three[2]).isNotEqualTo(three[3]);
        assertThat(three[6]).isEqualTo(three[7]).isNotEqualTo(three[5]);
        assertThat(tree.order().stream().map(i -> three[i]).distinct()).containsExactly(0, 1, 2);
        assertThat(tree.classes(0.0938)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(tree.classes(2)).containsOnly(0);
    }

    @Test
    void oneItem_isOneClass() {
        Linkage tree = Linkage.average(new double[1][1]);
        assertThat(tree.merges()).isEmpty();
        assertThat(tree.classes(0)).containsExactly(0);
    }

    @Test
    void badInput_isRefused() {
        assertThatThrownBy(() -> Linkage.average(new double[0][0]))
                .hasMessage("distances: expected at least one item, got none");
        assertThatThrownBy(() -> Linkage.average(new double[][] {{0, 1}, {2, 0}}))
                .hasMessageContaining("the same both ways, got 1.0 and 2.0");
        assertThatThrownBy(() -> Linkage.average(new double[][] {{0, Double.NaN}, {Double.NaN, 0}}))
                .hasMessageContaining("finite");
    }
}
