/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The figures of a soak, as a table. */
final class Summary {
    private Summary() {}

    static String of(List<Verdict> verdicts) {
        StringBuilder text = new StringBuilder(
                        "| scene | times | kills | ready p50, p95, max (s) | caught up p50, p95, max (s) |\n")
                .append("|---|---|---|---|---|\n");
        for (Scene scene : Scene.values()) {
            append(text, scene.name(), verdicts, v -> v.scene().equals(scene.name()));
        }
        append(text, "every kill that is followed by a restart", verdicts, Summary::isRestart);
        text.append(String.format(
                Locale.ROOT,
                "%d kills; %d windows and %d records in all compared, %d differing, %d lost; a row held a publisher up for %d ms at most%n",
                verdicts.stream().mapToInt(Verdict::kills).sum(),
                verdicts.stream().mapToInt(Verdict::windows).sum(),
                verdicts.stream().mapToInt(Verdict::records).sum(),
                verdicts.stream().mapToInt(Verdict::differing).sum(),
                verdicts.stream().mapToInt(Verdict::lost).sum(),
                verdicts.stream().mapToLong(Verdict::blockedMs).max().orElse(0)));
        verdicts.stream()
                .filter(v -> !v.good())
                .forEach(v -> text.append("NOT GOOD: ").append(v).append('\n'));
        return text.toString();
    }

    private static boolean isRestart(Verdict v) {
        return v.kills() > 0 && !v.scene().equals(Scene.COME_AND_GO.name());
    }

    private static void append(StringBuilder text, String name, List<Verdict> all, Predicate<Verdict> which) {
        List<Verdict> some = all.stream().filter(which).toList();
        if (!some.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %s |%n",
                    name,
                    some.size(),
                    some.stream().mapToInt(Verdict::kills).sum(),
                    quantiles(some, Verdict::readyMs),
                    quantiles(some, Verdict::caughtUpMs)));
        }
    }

    private static String quantiles(List<Verdict> verdicts, ToLongFunction<Verdict> of) {
        long[] sorted = verdicts.stream().mapToLong(of).sorted().toArray();
        return Arrays.stream(new double[] {0.5, 0.95, 1})
                .mapToObj(q -> String.format(Locale.ROOT, "%.1f", at(sorted, q) / 1000.0))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
    }

    private static long at(long[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }
}
