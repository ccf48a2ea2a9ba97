/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.contract.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far the workers are in the snapshots topic, and who has which of its partitions, as Kafka knows it. */
final class WorkerGroup {
    private final Admin admin;
    private final String group;
    private final String topic;
    private final int partitions;

    WorkerGroup(Admin admin, Topics topics, int partitions) {
        this.admin = admin;
        this.group = topics.prefix();
        this.topic = topics.snapshots();
        this.partitions = partitions;
    }

    /** Where each partition ends that holds records. */
    Map<Integer, Long> ends() throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            wanted.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        Map<Integer, Long> ends = new TreeMap<>();
        answer(admin.listOffsets(wanted).all()).forEach((partition, end) -> {
            if (end.offset() > 0) {
                ends.put(partition.partition(), end.offset());
            }
        });
        return ends;
    }

    /** What is committed of each partition. */
    Map<Integer, Long> offsets() throws InterruptedException {
        Map<Integer, Long> offsets = new TreeMap<>();
        answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, at) -> {
                    if (at != null && partition.topic().equals(topic)) {
                        offsets.put(partition.partition(), at.offset());
                    }
                });
        return offsets;
    }

    /** Records that are committed. */
    long committed() throws InterruptedException {
        return offsets().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether everything is committed that was written by now. */
    boolean idle() throws InterruptedException {
        Map<Integer, Long> ends = ends();
        Map<Integer, Long> offsets = offsets();
        return ends.entrySet().stream()
                .allMatch(end -> offsets.getOrDefault(end.getKey(), 0L).equals(end.getValue()));
    }

    /** Partitions by the name of the worker that has them; empty while the group agrees on them. */
    Map<String, Set<Integer>> owners() throws InterruptedException {
        ConsumerGroupDescription described = Objects.requireNonNull(
                answer(admin.describeConsumerGroups(Set.of(group)).all()).get(group), group);
        Map<String, Set<Integer>> owners = new TreeMap<>();
        if (described.groupState() == GroupState.STABLE) {
            described
                    .members()
                    .forEach(member -> owners.computeIfAbsent(worker(member), w -> new TreeSet<>())
                            .addAll(its(member)));
        }
        return owners;
    }

    /** The name of a thread is its worker's and a number. */
    private static String worker(MemberDescription thread) {
        String name = thread.groupInstanceId().orElse("");
        return name.substring(0, Math.max(0, name.lastIndexOf('-')));
    }

    private Set<Integer> its(MemberDescription thread) {
        Set<Integer> its = new TreeSet<>();
        for (TopicPartition partition : thread.assignment().topicPartitions()) {
            if (partition.topic().equals(topic)) {
                its.add(partition.partition());
            }
        }
        return its;
    }

    private static <T> T answer(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the benchmark's own broker did not answer", e);
        }
    }
}
