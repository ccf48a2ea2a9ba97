/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import com.google.protobuf.ByteString;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.koopman.compare.Losses;
import io.github.koopwatch.v1.ArmPairState;
import io.github.koopwatch.v1.GroupSeries;
import io.github.koopwatch.v1.StoredWindow;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The alarm of two arms that were called different: once per pair, whichever analysis spoke first. It is resolved when of
 * one of the arms no run trains any longer.
 */
final class Divergence {
    private static final String DIVERGED = "RunsDiverged";
    private static final String GROKKING = "GrokkingDivergence";

    private final Group group;
    private final ArmPair pair;
    private final GroupSeries series;
    private final ArmWindows.Replicas replicas;
    private final List<List<StoredWindow>> speaking;
    private final double pValue;
    private final Losses losses;

    Divergence(Group group, ArmPair pair, int series, ArmWindows.Replicas replicas, ArmWindows.Looked looked) {
        this.group = group;
        this.pair = pair;
        this.series = group.head().getSeries(series);
        this.replicas = replicas;
        this.speaking = looked.speaking();
        this.pValue = looked.look().pValue();
        this.losses =
                Losses.of(losses(0, replicas.a().size()), losses(replicas.a().size(), size()));
    }

    void fire(ArmPairState.Builder state, GroupOutcome outcome) {
        ChangeEvent event = group.events().add(event(state));
        state.setEvent(ByteString.copyFrom(Json.write(event)));
        outcome.events().add(event.withEvidence(evidence()));
    }

    static void resolve(Group group, GroupOutcome outcome) {
        for (int i = 0; i < group.head().getPairsCount(); i++) {
            ArmPairState.Builder state = group.head().getPairsBuilder(i);
            boolean both = trains(group, state.getArm()) && trains(group, state.getOther());
            if (!both && !state.getEvent().isEmpty()) {
                outcome.events().add(group.events().add(stored(state.getEvent()).resolved()));
                state.clearEvent();
            }
        }
    }

    private static boolean trains(Group group, String arm) {
        return group.runs().values().stream().anyMatch(run -> run.getArm().equals(arm) && !run.getEnded());
    }

    static ChangeEvent stored(ByteString json) {
        try {
            return Json.read(json.toByteArray(), ChangeEvent.class);
        } catch (IOException e) {
            throw new IllegalStateException("stored event of a group: not readable", e);
        }
    }

    private ChangeEvent event(ArmPairState.Builder state) {
        String kind = losses.agree() ? GROKKING : DIVERGED;
        return new ChangeEvent(
                group.name() + ":" + pair.arm() + ":" + pair.other() + "/0/" + series.getObservable() + "/" + kind + "/"
                        + state.getSinceStep(),
                single(pair.a()),
                group.name(),
                single(pair.b()),
                series.getObservable(),
                series.getPreset(),
                0,
                kind,
                "unknown",
                null,
                state.getSinceStep(),
                state.getOnsetStep(),
                "spectrum",
                pValue,
                state.getAlpha(),
                "warning",
                "firing",
                false,
                message(state));
    }

    /** The run of an arm that has one; replicas have no name of their own in an event. */
    private static @Nullable String single(List<String> runs) {
        return runs.size() == 1 ? runs.get(0) : null;
    }

    private String message(ArmPairState.Builder state) {
        String found = String.format(
                Locale.ROOT,
                "arms %s and %s train differently by step %d (p = %.2g at look %d, %d and %d replicas, preset %s%s)",
                pair.arm(),
                pair.other(),
                state.getSinceStep(),
                pValue,
                state.getLook(),
                replicas.a().size(),
                replicas.b().size(),
                series.getPreset(),
                series.getPartial() ? ", before its first full window" : "");
        return found + loss() + ": unequal spectra prove that the dynamics differ, not which is better";
    }

    private String loss() {
        return losses.agree()
                ? String.format(
                        Locale.ROOT,
                        " while their training losses agree (%.3g and %.3g, replicas scatter by %.2g)",
                        losses.meanA(),
                        losses.meanB(),
                        losses.scatter())
                : "";
    }

    private int size() {
        return (int) replicas.all().count();
    }

    /** Mean loss of each replica over the windows that spoke, NaN where none was logged. */
    private double[] losses(int from, int to) {
        return IntStream.range(from, to)
                .mapToDouble(i -> speaking.stream()
                        .map(windows -> windows.get(i).getWindow())
                        .mapToDouble(w -> w.hasLoss() ? w.getLoss() : Double.NaN)
                        .filter(Double::isFinite)
                        .average()
                        .orElse(Double.NaN))
                .toArray();
    }

    private Evidence evidence() {
        List<StoredWindow> newest = speaking.get(speaking.size() - 1);
        double[][] distances = Spectra.distances(newest);
        List<String> runs = replicas.all().toList();
        int a = typical(distances, 0, replicas.a().size());
        int b = typical(distances, replicas.a().size(), size());
        Map<String, Double> scalars = new TreeMap<>();
        if (Double.isFinite(losses.meanA()) && Double.isFinite(losses.meanB())) {
            scalars.put("loss " + pair.arm(), losses.meanA());
            scalars.put("loss " + pair.other(), losses.meanB());
        }
        return new Evidence(
                null,
                scalars,
                List.of(side(pair.arm(), runs.get(a), newest.get(a)), side(pair.other(), runs.get(b), newest.get(b))));
    }

    /** The run that lies nearest to the others of its arm. */
    private static int typical(double[][] distances, int from, int to) {
        return IntStream.range(from, to)
                .boxed()
                .min(Comparator.comparingDouble(
                        i -> Arrays.stream(distances[i], from, to).sum()))
                .orElseThrow();
    }

    private static Evidence.Compared side(String arm, String run, StoredWindow window) {
        List<double[]> eigenvalues = IntStream.range(0, window.getWindow().getReCount())
                .mapToObj(i -> new double[] {
                    window.getWindow().getRe(i), window.getWindow().getIm(i)
                })
                .toList();
        return new Evidence.Compared(
                arm, run, window.getWindow().getFirstStep(), window.getWindow().getLastStep(), eigenvalues);
    }
}
