/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static io.github.koopwatch.contract.Rules.quoted;
import static io.github.koopwatch.v1.Reason.REASON_CONFLICT;

import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A second RunStart of the same incarnation: it may add, it may not change what the windows are made of. */
final class StartAgain {
    private static final String DEFAULT_GROUP = "default";
    private static final String DEFAULT_PRESET = "monitor";

    private StartAgain() {}

    static Optional<Refusal> conflict(RunStart known, RunStart again) {
        return same("run", quoted(known.getRun()), quoted(again.getRun()))
                .or(() -> same("group", quoted(group(known)), quoted(group(again))))
                .or(() -> same("arm", quoted(arm(known)), quoted(arm(again))))
                .or(() -> same("shards", shards(known), shards(again)))
                .or(() -> same("stride", known.getStride(), again.getStride()))
                .or(() -> same("burst", known.getBurst(), again.getBurst()))
                .or(() -> analyses(analyses(known), analyses(again)))
                .or(() -> Rules.first(again.getObservablesList(), o -> observable(byName(known), o)));
    }

    static RunStart merge(RunStart known, RunStart again) {
        RunStart.Builder merged = known.toBuilder();
        merged.putAllLabels(again.getLabelsMap());
        merged.setBaseline(known.getBaseline() || again.getBaseline());
        if (!again.getDisplayName().isEmpty()) {
            merged.setDisplayName(again.getDisplayName());
        }
        Map<String, Observable> there = byName(known);
        again.getObservablesList().stream()
                .filter(o -> !there.containsKey(o.getName()))
                .forEach(merged::addObservables);
        return merged.build();
    }

    private static Optional<Refusal> observable(Map<String, Observable> known, Observable again) {
        Observable before = known.get(again.getName());
        if (before == null) {
            return Optional.empty();
        }
        String name = quoted(again.getName());
        return same("dimension of " + name, before.getDimension(), again.getDimension())
                .or(() -> before.getSketch().equals(again.getSketch())
                        ? Optional.empty()
                        : conflict("sketch of " + name, "the one that started the run", "another"));
    }

    private static Optional<Refusal> analyses(List<Analysis> before, List<Analysis> again) {
        return before.equals(again)
                ? Optional.empty()
                : conflict("analysis settings", "those that started the run", "others");
    }

    private static Optional<Refusal> same(String what, Object before, Object again) {
        return before.equals(again) ? Optional.empty() : conflict(what, before, again);
    }

    private static Optional<Refusal> conflict(String what, Object before, Object again) {
        return Rules.refuse(REASON_CONFLICT, what, before, again + "; only a higher incarnation may change it");
    }

    private static String group(RunStart start) {
        return start.getGroup().isEmpty() ? DEFAULT_GROUP : start.getGroup();
    }

    private static String arm(RunStart start) {
        return start.getArm().isEmpty() ? start.getRun() : start.getArm();
    }

    private static int shards(RunStart start) {
        return Math.max(1, start.getShards());
    }

    private static List<Analysis> analyses(RunStart start) {
        Analysis none = Analysis.getDefaultInstance();
        List<Analysis> said = start.getAnalysesCount() == 0 ? List.of(none) : start.getAnalysesList();
        return said.stream().map(StartAgain::withPreset).toList();
    }

    private static Analysis withPreset(Analysis analysis) {
        return analysis.getPreset().isEmpty()
                ? analysis.toBuilder().setPreset(DEFAULT_PRESET).build()
                : analysis;
    }

    private static Map<String, Observable> byName(RunStart start) {
        Map<String, Observable> byName = new LinkedHashMap<>();
        start.getObservablesList().forEach(o -> byName.put(o.getName(), o));
        return byName;
    }
}
