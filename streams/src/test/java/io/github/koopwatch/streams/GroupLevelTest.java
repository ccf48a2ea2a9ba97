/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Many sweeps through the topology: how often equivalent arms are called different, and how often others are found. */
class GroupLevelTest {
    private static final int SWEEPS = 60;
    private static final int REPLICAS = 5;
    private static final List<String> ARMS = List.of("a", "b", "c");

    /** Three arms of five replicas, each replica with a place of its own, in four cells: looks 1 to 3 are due. */
    private static void sweep(TopologyBench bench, String group, long seed, double apart) {
        Sweep sweep = new Sweep(bench, group, seed);
        Random random = new Random(seed);
        double[][] places = new double[ARMS.size()][REPLICAS];
        for (int arm = 0; arm < ARMS.size(); arm++) {
            for (int i = 0; i < REPLICAS; i++) {
                places[arm][i] = 0.9 - (arm == 2 ? apart : 0) + 0.01 * random.nextGaussian();
                sweep.joins(ARMS.get(arm) + i, BORN, ARMS.get(arm), false);
            }
        }
        for (int cell = 0; cell < 4; cell++) {
            for (int arm = 0; arm < ARMS.size(); arm++) {
                for (int i = 0; i < REPLICAS; i++) {
                    sweep.tells(ARMS.get(arm) + i, BORN, sweep.window(100L * cell, places[arm][i], 0.01));
                }
            }
        }
    }

    /** The groups of which an event tells. */
    private static Set<String> called(TopologyBench bench) {
        return bench.events().stream().map(ChangeEvent::group).collect(TreeSet::new, Set::add, Set::addAll);
    }

    /** Of 60 sweeps 3 are expected at most; 8 are three standard errors more. Each look at p ≤ 0.05 would call 9 and more. */
    @Test
    void armsOfOneLaw_areCalledDifferent_inNoMoreThanAlphaOfTheSweeps() {
        try (TopologyBench bench = new TopologyBench()) {
            for (int s = 0; s < SWEEPS; s++) {
                sweep(bench, "null-" + s, s, 0);
            }
            assertThat(called(bench)).hasSizeLessThanOrEqualTo(8);
            long naive = bench.distances().stream()
                    .filter(d -> d.pValue() <= 0.05)
                    .map(SpectrumDistance::group)
                    .distinct()
                    .count();
            assertThat(naive).isGreaterThan(8);
        }
    }

    @Test
    void armsThatDiffer_areFound_andTheTwoThatDoNotAreLeftAlone() {
        try (TopologyBench bench = new TopologyBench()) {
            for (int s = 0; s < 5; s++) {
                sweep(bench, "apart-" + s, s, 0.2);
            }
            List<ChangeEvent> events = bench.events();
            assertThat(events).hasSize(10);
            assertThat(events).extracting(ChangeEvent::step).containsOnly(99L);
            assertThat(events).noneMatch(e -> e.id().contains(":a:b/"));
        }
    }
}
