/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static io.github.koopwatch.contract.Rules.atMost;
import static io.github.koopwatch.contract.Rules.key;
import static io.github.koopwatch.contract.Rules.keyOrEmpty;
import static io.github.koopwatch.contract.Rules.length;
import static io.github.koopwatch.contract.Rules.quoted;
import static io.github.koopwatch.contract.Rules.refuse;
import static io.github.koopwatch.v1.Reason.REASON_DIMENSION;
import static io.github.koopwatch.v1.Reason.REASON_MALFORMED;
import static io.github.koopwatch.v1.Reason.REASON_SHARD;
import static io.github.koopwatch.v1.Reason.REASON_TOO_LARGE;

import io.github.koopwatch.v1.GroupRange;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one RunStart must be, whatever came before it. */
final class StartRules {
    private StartRules() {}

    static Optional<Refusal> check(RunStart start) {
        return key("run", start.getRun())
                .or(() -> keyOrEmpty("group", start.getGroup()))
                .or(() -> keyOrEmpty("arm", start.getArm()))
                .or(() -> atMost("run start (bytes)", Limits.LARGEST_START, start.getSerializedSize()))
                .or(() -> length("display name", start.getDisplayName(), Limits.LONGEST_TEXT))
                .or(() -> labels(start.getLabelsMap()))
                .or(() -> sampling(start))
                .or(() -> observables(start.getObservablesList()))
                .or(() -> atMost("analyses", Limits.MOST_ANALYSES, start.getAnalysesCount()));
    }

    private static Optional<Refusal> labels(Map<String, String> labels) {
        return atMost("labels", Limits.MOST_LABELS, labels.size())
                .or(() -> Rules.first(labels.keySet(), name -> Rules.name("label", name)))
                .or(() -> Rules.first(
                        labels.entrySet(),
                        label -> length("label " + quoted(label.getKey()), label.getValue(), Limits.LONGEST_TEXT)));
    }

    private static Optional<Refusal> sampling(RunStart start) {
        long shards = Integer.toUnsignedLong(start.getShards());
        if (shards > Limits.MOST_SHARDS) {
            return refuse(REASON_SHARD, "shards", "0 to " + Limits.MOST_SHARDS, shards);
        }
        if (start.getBurst() == 1 || start.getBurst() < 0) {
            String got = Integer.toUnsignedString(start.getBurst());
            return refuse(REASON_MALFORMED, "burst", "0 (none) or 2 to " + Integer.MAX_VALUE + " rows", got);
        }
        return Rules.integer("stride", start.getStride(), true);
    }

    private static Optional<Refusal> observables(List<Observable> observables) {
        Set<String> seen = new HashSet<>();
        return atMost("observables", Limits.MOST_OBSERVABLES, observables.size())
                .or(() -> Rules.first(observables, StartRules::observable))
                .or(() -> Rules.first(observables, o -> seen.add(o.getName()) ? Optional.empty() : twice(o)));
    }

    private static Optional<Refusal> twice(Observable o) {
        return refuse(REASON_MALFORMED, "observables", "each name once", quoted(o.getName()) + " twice");
    }

    private static Optional<Refusal> observable(Observable o) {
        return key("observable", o.getName()).or(() -> dimension(o)).or(() -> sketch(o));
    }

    // The largest dimension is 256 KiB of values, a quarter of the largest record.
    private static Optional<Refusal> dimension(Observable o) {
        long dimension = Integer.toUnsignedLong(o.getDimension());
        if (dimension >= 1 && dimension <= Limits.LARGEST_DIMENSION) {
            return Optional.empty();
        }
        return refuse(
                dimension == 0 ? REASON_DIMENSION : REASON_TOO_LARGE,
                "dimension of " + quoted(o.getName()),
                "1 to " + Limits.LARGEST_DIMENSION,
                dimension);
    }

    private static Optional<Refusal> sketch(Observable o) {
        List<GroupRange> groups = o.getSketch().getGroupsList();
        return length("sketch algorithm", o.getSketch().getAlgorithm(), Limits.LONGEST_NAME)
                .or(() -> atMost("groups of " + quoted(o.getName()), Limits.MOST_GROUPS, groups.size()))
                .or(() -> Rules.first(groups, g -> length("group name", g.getName(), Limits.LONGEST_NAME)))
                .or(() -> Rules.first(groups, g -> inside(o, g)))
                .or(() -> disjoint(groups));
    }

    private static Optional<Refusal> inside(Observable o, GroupRange g) {
        boolean inside = g.getFrom() >= 0 && g.getFrom() < g.getTo() && g.getTo() <= o.getDimension();
        String expected = "from < to <= " + o.getDimension();
        return inside ? Optional.empty() : refuse(REASON_MALFORMED, group(g), expected, shown(g));
    }

    private static Optional<Refusal> disjoint(List<GroupRange> groups) {
        List<GroupRange> sorted = groups.stream()
                .sorted(Comparator.comparingInt(GroupRange::getFrom))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            GroupRange before = sorted.get(i - 1);
            GroupRange after = sorted.get(i);
            if (after.getFrom() < before.getTo()) {
                return refuse(
                        REASON_MALFORMED, group(after), "from >= " + before.getTo() + " (disjoint)", shown(after));
            }
        }
        return Optional.empty();
    }

    private static String group(GroupRange g) {
        return "group " + quoted(g.getName());
    }

    private static String shown(GroupRange g) {
        return "[" + Integer.toUnsignedString(g.getFrom()) + ", " + Integer.toUnsignedString(g.getTo()) + ")";
    }
}
