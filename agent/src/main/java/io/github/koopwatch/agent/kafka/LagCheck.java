/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import io.github.koopwatch.contract.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/** Whether the streams application, whose group is named like the topics' prefix, keeps up with the snapshots. */
final class LagCheck {
    private static final String NAME = "workers";
    private static final long BETWEEN_LOOKS_MS = 2000;

    private final Admin admin;
    private final Topics topics;

    LagCheck(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    Check check() {
        int members = members();
        Map<TopicPartition, Long> committed = committed();
        long waiting = waiting(committed);
        if (members == 0) {
            return Check.warn(
                    NAME,
                    "no worker runs; " + waiting + " records wait",
                    "start a process with the role streams: ./koopwatch up --roles streams --kafka H:P");
        }
        String state = members + " of group " + topics.prefix() + ", " + waiting + " records wait";
        return waiting > 0 && standsStill(committed)
                ? Check.warn(
                        NAME,
                        state + " and none was taken in " + BETWEEN_LOOKS_MS / 1000 + " s",
                        "look at the log of the workers; if it stays, restart one")
                : Check.ok(NAME, state);
    }

    private int members() {
        try {
            ConsumerGroupDescription group =
                    KafkaAnswers.await(Objects.requireNonNull(admin.describeConsumerGroups(List.of(topics.prefix()))
                            .describedGroups()
                            .get(topics.prefix())));
            return group.members().size();
        } catch (GroupIdNotFoundException e) {
            return 0;
        }
    }

    private Map<TopicPartition, Long> committed() {
        Map<TopicPartition, OffsetAndMetadata> offsets;
        try {
            offsets = KafkaAnswers.await(
                    admin.listConsumerGroupOffsets(topics.prefix()).partitionsToOffsetAndMetadata());
        } catch (GroupIdNotFoundException e) {
            offsets = Map.of();
        }
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null && partition.topic().equals(topics.snapshots())) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    /** Snapshots that the group has not taken; in its own topic the markers of transactions would look like records. */
    private long waiting(Map<TopicPartition, Long> committed) {
        Map<TopicPartition, Long> taken = new HashMap<>(offsets(snapshots(), OffsetSpec.earliest()));
        taken.putAll(committed);
        Map<TopicPartition, Long> ends = offsets(taken.keySet(), OffsetSpec.latest());
        return taken.entrySet().stream()
                .mapToLong(e -> Math.max(0, ends.getOrDefault(e.getKey(), 0L) - e.getValue()))
                .sum();
    }

    private List<TopicPartition> snapshots() {
        return KafkaAnswers.await(
                        admin.describeTopics(List.of(topics.snapshots())).allTopicNames())
                .values()
                .stream()
                .flatMap(d -> d.partitions().stream().map(p -> new TopicPartition(d.name(), p.partition())))
                .toList();
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked = partitions.stream().collect(Collectors.toMap(p -> p, p -> which));
        Map<TopicPartition, ListOffsetsResultInfo> answer =
                KafkaAnswers.await(admin.listOffsets(asked).all());
        return answer.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    private boolean standsStill(Map<TopicPartition, Long> before) {
        try {
            Thread.sleep(BETWEEN_LOOKS_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return committed().equals(before);
    }
}
