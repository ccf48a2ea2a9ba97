/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.contract.result.ArmTest;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.koopman.compare.ArmDistances;
import io.github.koopwatch.koopman.compare.Equivalence;
import io.github.koopwatch.koopman.compare.Looks;
import io.github.koopwatch.koopman.inference.ReplicaPermutation;
import io.github.koopwatch.v1.ArmPairState;
import io.github.koopwatch.v1.GroupHeadOrBuilder;
import io.github.koopwatch.v1.GroupSeries;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the comparison of two arms stands, as it is told. */
final class ArmStanding {
    private final Group group;
    private final ArmPair pair;
    private final int series;
    private final ArmPairState state;
    /** Where a difference was found first, else {@code state}: the early window of a preset is a series of its own. */
    private final ArmPairState found;

    private final ArmWindows.Replicas replicas;
    private final int due;
    private final double nextLevel;
    private final boolean hasNext;

    ArmStanding(
            Group group,
            List<ArmPair> pairs,
            ArmPair pair,
            int series,
            ArmPairState state,
            ArmWindows.Replicas replicas) {
        this.group = group;
        this.pair = pair;
        this.series = series;
        this.state = state;
        this.found = found(group.head(), state);
        this.replicas = replicas;
        boolean partial = group.head().getSeries(series).getPartial();
        this.due = Math.min(partial ? 1 : Integer.MAX_VALUE, Looks.due(pair.front(group, series)));
        this.nextLevel = ArmPair.level(group, pairs, series, state.getLook() + 1);
        this.hasNext = !found.hasSinceStep() && !(partial && state.getLook() > 0);
    }

    private static ArmPairState found(GroupHeadOrBuilder head, ArmPairState state) {
        GroupSeries its = head.getSeries(state.getSeries());
        return Stream.concat(Stream.of(state), head.getPairsList().stream())
                .filter(ArmPairState::hasSinceStep)
                .filter(p -> p.getArm().equals(state.getArm()) && p.getOther().equals(state.getOther()))
                .filter(p -> isLike(head.getSeries(p.getSeries()), its))
                .min(Comparator.comparingLong(ArmPairState::getSinceStep))
                .orElse(state);
    }

    private static boolean isLike(GroupSeries one, GroupSeries other) {
        return one.getObservable().equals(other.getObservable())
                && one.getPreset().equals(other.getPreset());
    }

    SpectrumDistance distance(ArmDistances distances, long firstStep, long lastStep) {
        GroupSeries its = group.head().getSeries(series);
        return new SpectrumDistance(
                group.name(),
                null,
                null,
                pair.arm(),
                pair.other(),
                its.getObservable(),
                its.getPreset(),
                0,
                null,
                "arm",
                firstStep,
                lastStep,
                its.getPartial(),
                distances.between(),
                distances.within(),
                state.getPValue(),
                test());
    }

    private ArmTest test() {
        return new ArmTest(
                verdict(),
                state.getAlpha(),
                found.hasSinceStep() ? found.getSinceStep() : null,
                found.hasOnsetStep() ? found.getOnsetStep() : null,
                state.getLook(),
                due,
                nextStep(),
                replicas.a().size(),
                replicas.b().size(),
                needed(),
                ReplicaPermutation.smallestP(replicas.a().size(), replicas.b().size()),
                state.getBound(),
                sentence());
    }

    private String verdict() {
        return found.hasSinceStep() ? "different" : state.getEquivalent() ? "equivalent" : "undecided";
    }

    private @Nullable Long nextStep() {
        GroupSeries its = group.head().getSeries(series);
        long cells = Looks.lastCell(state.getLook() + 1);
        return hasNext ? its.getBase() + cells * its.getLength() + its.getSpan() : null;
    }

    private int needed() {
        return hasNext ? Looks.replicasNeeded(nextLevel) : 0;
    }

    private String sentence() {
        return arms() + " "
                + switch (verdict()) {
                    case "different" ->
                        String.format(
                                Locale.ROOT,
                                "train differently, found at step %d (look %d, p = %.2g).",
                                found.getSinceStep(),
                                found.getLook(),
                                found.getPValue());
                    case "equivalent" ->
                        String.format(
                                Locale.ROOT,
                                "lie at most %.0f %% farther apart than replicas of one arm (confidence %.0f %%).",
                                Math.max(0, 100 * state.getBound()),
                                100 * (1 - Looks.ALPHA));
                    default -> "are not told apart so far." + bound() + next();
                };
    }

    private String arms() {
        return "Arms " + pair.arm() + " and " + pair.other() + " ("
                + replicas.a().size() + " and " + replicas.b().size() + " replicas)";
    }

    private String bound() {
        return Double.isFinite(state.getBound())
                ? String.format(
                        Locale.ROOT,
                        " They may lie up to %.0f %% farther apart than replicas of one arm; equivalent is at most %.0f %%.",
                        100 * state.getBound(),
                        100 * Equivalence.MARGIN)
                : "";
    }

    private String next() {
        if (!hasNext) {
            return "";
        }
        return Looks.isReachable(nextLevel)
                ? " Look " + (state.getLook() + 1) + ", at step " + nextStep() + ", can speak with " + needed()
                        + " replicas a side."
                : " No further look can speak: the group's alpha is spent on more arms than it has room for.";
    }
}
