/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.groups;

import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.contract.result.ArmTest;
import io.github.koopwatch.contract.result.GroupDocument;
import io.github.koopwatch.contract.result.GroupDocument.ArmPair;
import io.github.koopwatch.contract.result.GroupSummary;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.koopman.compare.Meaning;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The documents of groups. */
public final class Groups {
    private final RunView model;
    private final Matrices matrices;

    public Groups(RunView model) {
        this.model = model;
        this.matrices = new Matrices(model);
    }

    /** Every group that a known run belongs to, by name. */
    public List<GroupSummary> list() {
        return model.runs().stream()
                .map(RunState::group)
                .distinct()
                .sorted()
                .map(this::summary)
                .toList();
    }

    private GroupSummary summary(String group) {
        List<RunState> runs = runs(group);
        List<ArmTest> tests = armDistances(group)
                .map(SpectrumDistance::test)
                .filter(Objects::nonNull)
                .toList();
        return new GroupSummary(
                group,
                runs.size(),
                (int) runs.stream().filter(r -> r.state().equals("live")).count(),
                (int) runs.stream().map(RunState::arm).distinct().count(),
                baseline(group, runs).orElse(null),
                runs.stream()
                        .map(RunState::lastStep)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                count(tests, "different"),
                count(tests, "equivalent"),
                count(tests, "undecided"));
    }

    private static int count(List<ArmTest> tests, String verdict) {
        return (int) tests.stream().filter(t -> t.verdict().equals(verdict)).count();
    }

    /** The group; empty when no known run belongs to it. Of its observables and presets the first where none is named. */
    public Optional<GroupDocument> document(String group, Optional<String> observable, Optional<String> preset) {
        List<RunState> runs = runs(group);
        return runs.isEmpty()
                ? Optional.empty()
                : Optional.of(document(group, runs, new Series(runs, observable, preset)));
    }

    private GroupDocument document(String group, List<RunState> runs, Series series) {
        Matrices.Result found = matrices.of(group, runs, series);
        String baseline = baseline(group, runs).orElse("");
        return new GroupDocument(
                group,
                series.observable(),
                series.preset(),
                series.observables(),
                series.presets(),
                Members.of(runs, baseline, found.matrix()),
                arms(runs),
                found.matrix(),
                found.leftOut(),
                armPairs(group, series),
                Meaning.of(series.preset()));
    }

    private static List<GroupDocument.Arm> arms(List<RunState> runs) {
        return runs.stream()
                .map(RunState::arm)
                .distinct()
                .sorted()
                .map(arm -> new GroupDocument.Arm(
                        arm,
                        runs.stream()
                                .filter(r -> r.arm().equals(arm))
                                .map(RunState::run)
                                .toList()))
                .toList();
    }

    private List<ArmPair> armPairs(String group, Series series) {
        return armDistances(group)
                .filter(d ->
                        d.observable().equals(series.observable()) && d.preset().equals(series.preset()))
                .flatMap(Groups::armPair)
                .sorted(Comparator.comparing(ArmPair::arm).thenComparing(ArmPair::other))
                .toList();
    }

    private static Stream<ArmPair> armPair(SpectrumDistance d) {
        String arm = d.arm();
        String other = d.otherArm();
        ArmTest test = d.test();
        return arm == null || other == null || test == null
                ? Stream.empty()
                : Stream.of(
                        new ArmPair(arm, other, d.firstStep(), d.lastStep(), d.w1(), d.nullW1Mean(), d.pValue(), test));
    }

    private Stream<SpectrumDistance> armDistances(String group) {
        return distances(group).filter(d -> d.reference().equals("arm"));
    }

    private Stream<SpectrumDistance> distances(String group) {
        return model.groupDistances(group).stream().flatMap(List::stream);
    }

    /** The run that the topology compared with last; before it did, the one that is flagged. */
    private Optional<String> baseline(String group, List<RunState> runs) {
        return distances(group)
                .filter(d -> d.reference().equals("baseline"))
                .reduce((older, newer) -> newer)
                .map(SpectrumDistance::other)
                .or(() -> runs.stream()
                        .filter(RunState::baseline)
                        .min(Comparator.comparingLong(RunState::incarnation).thenComparing(RunState::run))
                        .map(RunState::run));
    }

    private List<RunState> runs(String group) {
        return model.runs().stream().filter(r -> r.group().equals(group)).toList();
    }
}
