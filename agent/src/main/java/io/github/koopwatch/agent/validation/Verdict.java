/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How one view did.
 *
 * @param view its name
 * @param named of the changes caught, the share with a cause; NaN for views without causes
 * @param right of the causes named, the share that is true
 * @param all over all runs
 * @param kinds of each kind of change, and of each kind of undisturbed run
 * @param confusion how often changes that were caught, by their true cause, were called what
 * @param missed runs whose change was not caught in time
 * @param falselyAlarmed runs with alerts before their change
 */
public record Verdict(
        String view,
        double named,
        double right,
        Figures all,
        Map<String, Figures> kinds,
        Map<String, Map<String, Long>> confusion,
        List<String> missed,
        List<String> falselyAlarmed) {

    static Verdict of(View view, List<Outcome> outcomes) {
        Figures all = Figures.of(outcomes);
        Map<String, Figures> kinds = new TreeMap<>();
        outcomes.stream()
                .collect(Collectors.groupingBy(outcome -> outcome.run().kind()))
                .forEach((kind, some) -> kinds.put(kind, Figures.of(some)));
        return new Verdict(
                view.jsonName(),
                view.isEngine() ? all.namedShare() : Double.NaN,
                view.isEngine() ? all.rightShare() : Double.NaN,
                all,
                kinds,
                view.isEngine() ? confusion(outcomes) : Map.of(),
                names(outcomes, o -> o.judged() && !o.caught()),
                names(outcomes, o -> o.falseAlarms() > 0));
    }

    private static Map<String, Map<String, Long>> confusion(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Outcome::caught)
                .collect(Collectors.groupingBy(
                        outcome -> outcome.run().cause(),
                        TreeMap::new,
                        Collectors.groupingBy(Outcome::cause, TreeMap::new, Collectors.counting())));
    }

    private static List<String> names(List<Outcome> outcomes, Predicate<Outcome> which) {
        return outcomes.stream()
                .filter(which)
                .map(outcome -> outcome.run().name())
                .toList();
    }
}
