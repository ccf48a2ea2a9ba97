/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.koopman.compare.ArmDistances;
import io.github.koopwatch.koopman.compare.Look;
import io.github.koopwatch.koopman.compare.Looks;
import io.github.koopwatch.koopman.inference.ReplicaPermutation;
import io.github.koopwatch.v1.ArmPairState;
import io.github.koopwatch.v1.StoredWindow;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sequential comparison of arms. A look is taken once, when its cell is complete and the replicas that have it can give
 * a p-value that it may spend; until then it waits, for a look that cannot speak would spend for nothing. What is told
 * between looks only shows where the arms stand.
 */
final class ArmLooks {
    private final Group group;
    private final GroupOutcome outcome;
    private final List<ArmPair> pairs;

    ArmLooks(Group group, GroupOutcome outcome) {
        this.group = group;
        this.outcome = outcome;
        this.pairs = ArmPair.of(group);
    }

    /** After a run has ended or left: others may no longer wait for it. */
    void all() {
        Divergence.resolve(group, outcome);
        forgetPairs();
        for (int series = 0; series < group.head().getSeriesCount(); series++) {
            for (ArmPair pair : pairs) {
                look(pair, series);
            }
        }
        Divergence.resolve(group, outcome);
    }

    /** After a run has completed a cell. */
    void with(String run, int series) {
        String arm = group.known(run).getArm();
        pairs.stream().filter(pair -> pair.has(arm)).forEach(pair -> look(pair, series));
    }

    /** What is known of arms that are gone. */
    private void forgetPairs() {
        List<String> arms = group.runs().values().stream()
                .map(run -> run.getArm())
                .distinct()
                .toList();
        List<ArmPairState> left = group.head().getPairsList().stream()
                .filter(state -> arms.contains(state.getArm()) && arms.contains(state.getOther()))
                .toList();
        group.head().clearPairs().addAllPairs(left);
    }

    private void look(ArmPair pair, int series) {
        int index = index(pair, series);
        ArmPairState.Builder state = group.head().getPairsBuilder(index);
        boolean waits = mayTake(pair, series, state);
        long cell = Looks.nextKept(state.getCell());
        if (waits || pair.isComplete(group, series, cell)) {
            ArmWindows windows = new ArmWindows(group, pair, series);
            take(pair, series, state, windows);
            tell(pair, series, state, windows);
        }
    }

    private boolean mayTake(ArmPair pair, int series, ArmPairState.Builder state) {
        return !state.hasSinceStep() && pair.isComplete(group, series, Looks.lastCell(state.getLook() + 1));
    }

    private void take(ArmPair pair, int series, ArmPairState.Builder state, ArmWindows windows) {
        while (mayTake(pair, series, state)) {
            int k = state.getLook() + 1;
            double level = ArmPair.level(group, pairs, series, k);
            ArmWindows.Replicas replicas = windows.at(Looks.lastCell(k));
            if (ReplicaPermutation.smallestP(replicas.a().size(), replicas.b().size()) > level) {
                return;
            }
            ArmWindows.Looked looked = windows.look(replicas, k);
            group.head().setSpent(group.head().getSpent() + level);
            shown(state, looked.look()).setLook(k).setAlpha(level);
            if (looked.look().pValue() <= level) {
                different(pair, series, state, replicas, looked);
            }
        }
    }

    private static ArmPairState.Builder shown(ArmPairState.Builder state, Look look) {
        return state.setPValue(look.pValue()).setBound(look.bound()).setEquivalent(look.isEquivalent());
    }

    private void different(
            ArmPair pair,
            int series,
            ArmPairState.Builder state,
            ArmWindows.Replicas replicas,
            ArmWindows.Looked looked) {
        List<List<List<StoredWindow>>> blocks = looked.blocks();
        state.setSinceStep(lastStep(blocks.get(blocks.size() - 1)))
                .setOnsetStep(firstStep(looked.speaking()))
                .setEquivalent(false);
        boolean told = group.head().getPairsList().stream()
                .anyMatch(s -> s.getArm().equals(pair.arm())
                        && s.getOther().equals(pair.other())
                        && s.hasSinceStep()
                        && s.getSeries() != series);
        if (!told) {
            new Divergence(group, pair, series, replicas, looked).fire(state, outcome);
        }
    }

    private static long lastStep(List<List<StoredWindow>> block) {
        return block.stream()
                .flatMap(List::stream)
                .mapToLong(w -> w.getWindow().getLastStep())
                .max()
                .orElseThrow();
    }

    private static long firstStep(List<List<StoredWindow>> block) {
        return block.stream()
                .flatMap(List::stream)
                .mapToLong(w -> w.getWindow().getFirstStep())
                .min()
                .orElseThrow();
    }

    private void tell(ArmPair pair, int series, ArmPairState.Builder state, ArmWindows windows) {
        for (long cell = Looks.nextKept(state.getCell());
                pair.isComplete(group, series, cell);
                cell = Looks.nextKept(cell)) {
            state.setCell(cell);
            ArmWindows.Replicas replicas = windows.at(cell);
            if (replicas.areOfBoth()) {
                due(state, windows, replicas, cell);
                List<StoredWindow> at = windows.of(replicas, cell);
                ArmDistances distances =
                        new ArmDistances(Spectra.distances(at), replicas.a().size());
                ArmStanding standing = new ArmStanding(group, pairs, pair, series, state.build(), replicas);
                outcome.distances().add(standing.distance(distances, firstStep(List.of(at)), lastStep(List.of(at))));
            }
        }
    }

    /**
     * The p-value and the bound are shown at every look that is due; one that was not taken calls nothing different. Those
     * of the look that did stay.
     */
    private static void due(ArmPairState.Builder state, ArmWindows windows, ArmWindows.Replicas replicas, long cell) {
        int k = Looks.ofCell(cell);
        if (cell == Looks.lastCell(k) && k != state.getLook() && !state.hasSinceStep()) {
            shown(state, windows.look(replicas, k).look());
        }
    }

    private int index(ArmPair pair, int series) {
        List<ArmPairState> known = group.head().getPairsList();
        return IntStream.range(0, known.size())
                .filter(i -> known.get(i).getArm().equals(pair.arm())
                        && known.get(i).getOther().equals(pair.other())
                        && known.get(i).getSeries() == series)
                .findFirst()
                .orElseGet(() -> {
                    group.head()
                            .addPairs(ArmPairState.newBuilder()
                                    .setArm(pair.arm())
                                    .setOther(pair.other())
                                    .setSeries(series)
                                    .setCell(-1)
                                    .setAlpha(Double.NaN)
                                    .setPValue(Double.NaN)
                                    .setBound(Double.NaN));
                    return group.head().getPairsCount() - 1;
                });
    }
}
