/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.contract.result.ArmTest;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.v1.GroupWindow;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Arms of a group: looks, verdicts, divergences. */
class GroupArmsTest {
    private static List<SpectrumDistance> of(String reference, List<SpectrumDistance> distances) {
        return distances.stream().filter(d -> d.reference().equals(reference)).toList();
    }

    private static ArmTest newest(List<SpectrumDistance> distances) {
        List<SpectrumDistance> arms = of("arm", distances);
        return Objects.requireNonNull(arms.get(arms.size() - 1).test());
    }

    /** Runs of two arms, in turn window by window; arm b lies {@code apart} from arm a. */
    private static void train(Sweep sweep, int replicas, int cells, double apart, double loss) {
        for (int i = 0; i < replicas; i++) {
            sweep.joins("a" + i, BORN, "a", false);
            sweep.joins("b" + i, BORN, "b", false);
        }
        for (int cell = 0; cell < cells; cell++) {
            for (int i = 0; i < replicas; i++) {
                sweep.tells("a" + i, BORN, sweep.window(100L * cell, 0.9, 0.01).setLoss(1 + 0.1 * i));
                sweep.tells(
                        "b" + i,
                        BORN,
                        sweep.window(100L * cell, 0.9 - apart, 0.01).setLoss(loss + 0.1 * i));
            }
        }
    }

    @Test
    void armsThatDiffer_areCalledDifferentAtTheFirstLook_once() {
        try (TopologyBench bench = new TopologyBench()) {
            train(new Sweep(bench, "g", 1), 5, 5, 0.3, 7);
            List<ChangeEvent> events = bench.events();
            assertThat(events).hasSize(1);
            ChangeEvent event = events.get(0);
            assertThat(event.kind()).isEqualTo("RunsDiverged");
            assertThat(event.run()).isNull();
            assertThat(event.id()).isEqualTo("g:a:b/0/weights/RunsDiverged/99");
            assertThat(event.step()).isEqualTo(99);
            assertThat(event.onsetStep()).isZero();
            assertThat(event.statistic()).isEqualTo(2 / 252.0);
            assertThat(event.message()).contains("arms a and b", "preset monitor", "step 99", "5 and 5 replicas");
            Evidence evidence = Objects.requireNonNull(event.evidence());
            assertThat(evidence.compared()).extracting(Evidence.Compared::arm).containsExactly("a", "b");
            assertThat(evidence.compared())
                    .allSatisfy(side -> assertThat(side.eigenvalues()).hasSize(3));
            ArmTest test = newest(bench.distances());
            assertThat(test.verdict()).isEqualTo("different");
            assertThat(test.sinceStep()).isEqualTo(99);
            assertThat(test.nextLookStep()).isNull();
            assertThat(test.sentence()).contains("train differently", "step 99");
        }
    }

    @Test
    void armsThatDiffer_whileTheirLossesAgree_areADivergenceOfGrokking() {
        try (TopologyBench bench = new TopologyBench()) {
            train(new Sweep(bench, "g", 1), 5, 1, 0.3, 1.05);
            ChangeEvent event = bench.events().get(0);
            assertThat(event.kind()).isEqualTo("GrokkingDivergence");
            assertThat(event.message()).contains("training losses agree (1.20 and 1.25, replicas scatter by 0.16)");
            assertThat(Objects.requireNonNull(event.evidence()).scalars()).containsOnlyKeys("loss a", "loss b");
        }
    }

    @Test
    void divergence_isResolved_whenOneArmTrainsNoLonger() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            train(sweep, 5, 1, 0.3, 7);
            IntStream.range(0, 4).forEach(i -> sweep.ends("a" + i, BORN, "a"));
            assertThat(bench.events()).extracting(ChangeEvent::state).containsExactly("firing");
            sweep.ends("a4", BORN, "a");
            sweep.ends("b0", BORN, "b");
            List<ChangeEvent> later = bench.events();
            assertThat(later).extracting(ChangeEvent::state).containsExactly("resolved");
            assertThat(later.get(0).id()).isEqualTo("g:a:b/0/weights/RunsDiverged/99");
        }
    }

    @Test
    void armsThatAreAlike_areNotCalledDifferent_andAreEquivalentByABound() {
        try (TopologyBench bench = new TopologyBench()) {
            train(new Sweep(bench, "g", 3), 6, 8, 0, 1);
            assertThat(bench.events()).isEmpty();
            List<SpectrumDistance> distances = bench.distances();
            ArmTest test = newest(distances);
            assertThat(test.verdict()).isEqualTo("equivalent");
            assertThat(test.look()).isEqualTo(3);
            assertThat(test.looks()).isEqualTo(4);
            assertThat(test.bound()).isLessThanOrEqualTo(0.25);
            assertThat(test.sentence()).contains("6 and 6 replicas", "farther apart than replicas of one arm");
            assertThat(test.replicasNeeded()).isEqualTo(7);
            assertThat(test.nextLookStep()).isEqualTo(799);
            SpectrumDistance arm = of("arm", distances).get(0);
            assertThat(arm.arm()).isEqualTo("a");
            assertThat(arm.otherArm()).isEqualTo("b");
            assertThat(arm.nullW1Mean()).isCloseTo(arm.w1(), within(0.01));
        }
    }

    @Test
    void threeReplicas_waitForMore_andTheSentenceSaysHowMany() {
        try (TopologyBench bench = new TopologyBench()) {
            train(new Sweep(bench, "g", 1), 3, 3, 0.3, 7);
            assertThat(bench.events()).isEmpty();
            ArmTest test = newest(bench.distances());
            assertThat(test.look()).isZero();
            assertThat(test.verdict()).isEqualTo("undecided");
            assertThat(test.replicasNeeded()).isEqualTo(4);
            assertThat(test.smallestP()).isEqualTo(0.1);
            assertThat(test.sentence()).contains("can speak with 4 replicas a side");
        }
    }

    @Test
    void lateStarters_joinTheLookThatWaitedForReplicas() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            train(sweep, 3, 3, 0.3, 7);
            IntStream.range(0, 3).forEach(i -> sweep.ends("a" + i, BORN, "a"));
            IntStream.range(0, 3).forEach(i -> sweep.ends("b" + i, BORN, "b"));
            sweep.joins("a8", BORN + 9, "a", false);
            sweep.joins("b8", BORN + 9, "b", false);
            sweep.tells("a8", BORN + 9, sweep.window(0, 0.9, 0.01));
            assertThat(bench.events()).isEmpty();
            sweep.tells("b8", BORN + 9, sweep.window(0, 0.6, 0.01));
            assertThat(bench.events()).extracting(ChangeEvent::step).containsExactly(99L);
        }
    }

    @Test
    void aRunThatLags_isWaitedFor_untilTheFirstComesToTheNextLook() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            for (int i = 0; i < 5; i++) {
                sweep.joins("a" + i, BORN, "a", false);
                sweep.joins("b" + i, BORN, "b", false);
            }
            sweep.joins("b9", BORN, "b", false);
            for (int cell = 0; cell < 2; cell++) {
                assertThat(bench.events()).isEmpty();
                for (int i = 0; i < 5; i++) {
                    sweep.tells("a" + i, BORN, sweep.window(100L * cell, 0.9, 0.01));
                    sweep.tells("b" + i, BORN, sweep.window(100L * cell, 0.6, 0.01));
                }
            }
            assertThat(bench.events()).extracting(ChangeEvent::step).containsExactly(99L);
        }
    }

    @Test
    void armsFoundDifferentInTheEarlyWindow_areToldSoBesideTheFullOne() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            for (int i = 0; i < 6; i++) {
                sweep.joins("a" + i, BORN + i, "x", false);
                sweep.joins("b" + i, BORN + i, "y", false);
            }
            for (int i = 0; i < 6; i++) {
                sweep.tells("a" + i, BORN + i, early(sweep, 0.9));
                sweep.tells("b" + i, BORN + i, early(sweep, 0.5));
            }
            assertThat(last(of("arm", bench.distances())).test())
                    .extracting(ArmTest::verdict, ArmTest::sinceStep)
                    .containsExactly("different", 59L);
            for (int i = 0; i < 6; i++) {
                sweep.tells("a" + i, BORN + i, sweep.window(0, 0.9, 0.01).setPreset("paper"));
                sweep.tells("b" + i, BORN + i, sweep.window(0, 0.9, 0.01).setPreset("paper"));
            }
            SpectrumDistance full = last(of("arm", bench.distances()));
            assertThat(full.partial()).isFalse();
            assertThat(full.test())
                    .extracting(ArmTest::verdict, ArmTest::sinceStep, ArmTest::nextLookStep)
                    .containsExactly("different", 59L, null);
        }
    }

    private static GroupWindow.Builder early(Sweep sweep, double place) {
        return sweep.window(0, place, 0.01)
                .setPreset("paper")
                .setPartial(true)
                .setLastStep(59)
                .setLength(60);
    }

    private static SpectrumDistance last(List<SpectrumDistance> told) {
        return told.get(told.size() - 1);
    }
}
