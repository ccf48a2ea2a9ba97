/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.TopicPartition;

/** Transactions that are open in partitions, for the notes of an act that did not catch up. */
final class Hanging {
    private static final long LIMIT_S = 20;

    private Hanging() {}

    static List<String> at(String kafka) {
        try (Admin admin = KafkaConnection.to(kafka).openAdmin()) {
            List<String> found = new ArrayList<>();
            admin.describeProducers(partitions(admin))
                    .all()
                    .get(LIMIT_S, TimeUnit.SECONDS)
                    .forEach((partition, state) -> state.activeProducers().stream()
                            .filter(p -> p.currentTransactionStartOffset().isPresent())
                            .forEach(p -> found.add(partition + " " + p)));
            admin.listTransactions().all().get(LIMIT_S, TimeUnit.SECONDS).forEach(t -> found.add(t.toString()));
            return found;
        } catch (Exception e) {
            return List.of("transactions unknown: " + e);
        }
    }

    private static List<TopicPartition> partitions(Admin admin) throws Exception {
        List<TopicPartition> all = new ArrayList<>();
        var names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get(LIMIT_S, TimeUnit.SECONDS);
        admin.describeTopics(names)
                .allTopicNames()
                .get(LIMIT_S, TimeUnit.SECONDS)
                .values()
                .forEach(topic ->
                        topic.partitions().forEach(p -> all.add(new TopicPartition(topic.name(), p.partition()))));
        return all;
    }
}
