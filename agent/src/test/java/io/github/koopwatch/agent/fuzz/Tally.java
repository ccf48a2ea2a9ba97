/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.fuzz;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How many calls ended how, and what was said that a stranger should not be told. */
public final class Tally {
    /** What stack traces and class names look like. */
    private static final Pattern INTERNAL = Pattern.compile(
            "Exception|java\\.|javax\\.|io\\.grpc|io\\.netty|org\\.eclipse|io\\.github|\\tat |\\.java:\\d");

    private final Map<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();
    private final Map<String, String> first = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListSet<String> leaks = new ConcurrentSkipListSet<>();

    /** Counts a call, and looks through what the door said to it. */
    public void count(String outcome, String said) {
        outcomes.computeIfAbsent(outcome, o -> new LongAdder()).increment();
        first.putIfAbsent(outcome, said);
        if (leaks.size() < 20 && INTERNAL.matcher(said).find()) {
            leaks.add(outcome + ": " + said);
        }
    }

    public long calls() {
        return outcomes.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Texts with the inside of the program in them; should stay empty. */
    public ConcurrentSkipListSet<String> leaks() {
        return leaks;
    }

    /** What was said when a call ended so for the first time. */
    public String first(String outcome) {
        return first.getOrDefault(outcome, "nothing");
    }

    public Map<String, Long> outcomes() {
        return outcomes.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().sum()));
    }

    @Override
    public String toString() {
        return outcomes.toString();
    }
}
