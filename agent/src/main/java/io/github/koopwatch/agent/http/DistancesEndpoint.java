/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Distances of a group: the newest of each pair and reference, or all that memory holds. */
final class DistancesEndpoint {
    private static final int DEFAULT_LIMIT = 20_000;
    private static final int GREATEST_LIMIT = 50_000;
    private static final Set<String> REFERENCES = Set.of("previous", "early", "baseline", "pair", "arm");

    private final RunView model;

    DistancesEndpoint(RunView model) {
        this.model = model;
    }

    /** Empty for a group that no run belongs to. */
    Optional<List<SpectrumDistance>> find(Ask ask) {
        ask.allowsOnly("history", "reference", "run", "other", "observable", "preset", "limit");
        int limit = (int) ask.number("limit", 1, GREATEST_LIMIT).orElse(DEFAULT_LIMIT);
        String group = ask.part("group");
        Predicate<SpectrumDistance> wanted = wanted(ask);
        Optional<List<SpectrumDistance>> all =
                history(ask) ? model.distanceHistory(group) : model.groupDistances(group);
        return all.map(found -> newest(found.stream().filter(wanted).toList(), limit));
    }

    private static List<SpectrumDistance> newest(List<SpectrumDistance> found, int limit) {
        return found.subList(Math.max(0, found.size() - limit), found.size());
    }

    private static boolean history(Ask ask) {
        String value = ask.query().getOrDefault("history", "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw Problem.badQuery("history", "true or false", value);
        }
        return value.equals("true");
    }

    private static Predicate<SpectrumDistance> wanted(Ask ask) {
        Optional<String> reference = ask.key("reference");
        reference.filter(r -> !REFERENCES.contains(r)).ifPresent(bad -> {
            throw Problem.badQuery("reference", "previous, early, baseline, pair or arm", bad);
        });
        Optional<String> run = ask.key("run");
        Optional<String> other = ask.key("other");
        return is(reference, SpectrumDistance::reference)
                .and(is(ask.key("observable"), SpectrumDistance::observable))
                .and(is(ask.key("preset"), SpectrumDistance::preset))
                .and(d -> between(run, other, d));
    }

    private static Predicate<SpectrumDistance> is(Optional<String> wanted, Function<SpectrumDistance, String> field) {
        return d -> wanted.map(field.apply(d)::equals).orElse(true);
    }

    /** Runs on either side; of arms, arms. */
    private static boolean between(Optional<String> run, Optional<String> other, SpectrumDistance d) {
        boolean arms = d.reference().equals("arm");
        String left = arms ? d.arm() : d.run();
        String right = arms ? d.otherArm() : d.other();
        return both(run, left, other, right) || both(run, right, other, left);
    }

    private static boolean both(
            Optional<String> run, @Nullable String left, Optional<String> other, @Nullable String right) {
        return run.map(r -> r.equals(left)).orElse(true)
                && other.map(o -> o.equals(right)).orElse(true);
    }
}
