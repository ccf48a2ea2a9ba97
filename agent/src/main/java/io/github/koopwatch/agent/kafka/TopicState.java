/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import io.github.koopwatch.contract.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A topic as it is.
 *
 * @param replicas of the partition that has fewest
 * @param leaderless partitions that nobody can write to now
 * @param settings what the broker says; empty when it does not let us see them
 */
record TopicState(String name, int partitions, int replicas, int leaderless, Map<String, String> settings) {
    private static final Set<String> EXACT = Set.of("cleanup.policy", "message.timestamp.type");
    private static final Set<String> AT_LEAST = Set.of("max.message.bytes");

    /** What keeps Koopwatch from working with these topics, a phrase each; retention is the operator's choice. */
    static List<String> problems(Topics topics, Map<String, TopicState> found) {
        List<String> problems = new ArrayList<>();
        for (Topics.Topic wanted : topics.all()) {
            TopicState state = found.get(wanted.name());
            if (state != null) {
                problems.addAll(state.wrongSettings(wanted));
            }
        }
        unequalPartitions(topics, found).ifPresent(problems::add);
        return problems;
    }

    private List<String> wrongSettings(Topics.Topic wanted) {
        return wanted.settings().entrySet().stream()
                .filter(e -> settings.containsKey(e.getKey()) && !suffices(e.getKey(), e.getValue()))
                .map(e -> name + " has " + e.getKey() + "=" + settings.get(e.getKey()) + ", expected " + e.getValue())
                .sorted()
                .toList();
    }

    private boolean suffices(String key, String wanted) {
        String is = Objects.requireNonNull(settings.get(key));
        if (EXACT.contains(key)) {
            return is.equals(wanted);
        }
        return !AT_LEAST.contains(key) || Long.parseLong(is) >= Long.parseLong(wanted);
    }

    private static Optional<String> unequalPartitions(Topics topics, Map<String, TopicState> found) {
        List<TopicState> keyed = found.values().stream()
                .filter(s -> !s.name().equals(topics.deadLetters()))
                .toList();
        Set<Integer> counts =
                new TreeSet<>(keyed.stream().map(TopicState::partitions).toList());
        return counts.size() <= 1
                ? Optional.empty()
                : Optional.of("partition counts differ, expected one count: "
                        + String.join(
                                ", ",
                                keyed.stream().map(TopicState::counted).sorted().toList()));
    }

    private String counted() {
        return name + " has " + partitions;
    }
}
