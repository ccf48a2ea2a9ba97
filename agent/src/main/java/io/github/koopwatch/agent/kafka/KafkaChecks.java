/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import io.github.koopwatch.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.utils.AppInfoParser;

/** What can be wrong with a Kafka and with what Koopwatch keeps in it. */
public final class KafkaChecks {
    // Streams aborts its own after 10 s; one that is open for so long has lost its owner.
    private static final Duration HANGING = Duration.ofMinutes(1);
    private static final short TRANSACTIONS_THAT_CANNOT_HANG = 2; // KIP-890

    private final KafkaConnection connection;
    private final Topics topics;
    private final long nowMs;

    /** {@code nowMs}: wall clock, against which the age of a transaction is judged. */
    public KafkaChecks(KafkaConnection connection, Topics topics, long nowMs) {
        this.connection = connection;
        this.topics = topics;
        this.nowMs = nowMs;
    }

    /** Every check in order; only the first when no broker answers. Throws BadInput when the connection is not usable. */
    public List<Check> all() {
        List<Check> checks = new ArrayList<>();
        try (Admin admin = connection.openAdmin();
                TopicAdmin topicAdmin = TopicAdmin.open(connection)) {
            checks.add(tried("broker", () -> broker(admin)));
            if (checks.get(0).failed()) {
                return checks;
            }
            checks.add(tried("features", () -> features(admin)));
            Check topicsCheck = tried("topics", () -> topics(topicAdmin, brokers(admin)));
            checks.add(topicsCheck);
            if (!topicsCheck.failed()) {
                checks.add(tried("workers", () -> new LagCheck(admin, topics).check()));
                checks.add(tried("transactions", () -> transactions(admin, topicAdmin.describe(topics))));
            }
        }
        return checks;
    }

    private interface Look {
        Check look();
    }

    private static Check tried(String name, Look look) {
        try {
            return look.look();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return Check.fail(
                    name,
                    "Kafka does not say: " + e.getMessage(),
                    "see that it runs and that this user may describe it (kafka.* settings of --config)");
        }
    }

    private static int brokers(Admin admin) {
        return KafkaAnswers.await(admin.describeCluster().nodes()).size();
    }

    private Check broker(Admin admin) {
        try {
            DescribeClusterResult cluster = admin.describeCluster();
            Collection<Node> nodes = KafkaAnswers.await(cluster.nodes());
            String id = KafkaAnswers.await(cluster.clusterId());
            return Check.ok("broker", nodes.size() + " reached at " + connection.bootstrap() + ", cluster " + id);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return Check.fail(
                    "broker",
                    "no Kafka answers at " + connection.bootstrap() + ": " + e.getMessage(),
                    "start one with ./koopwatch up, or correct --kafka and the kafka.* settings of --config");
        }
    }

    private static Check features(Admin admin) {
        Map<String, FinalizedVersionRange> features =
                KafkaAnswers.await(admin.describeFeatures().featureMetadata()).finalizedFeatures();
        short transactions = level(features, "transaction.version");
        String message = "client " + AppInfoParser.getVersion() + ", metadata.version "
                + level(features, "metadata.version") + ", transaction.version " + transactions;
        return transactions >= TRANSACTIONS_THAT_CANNOT_HANG
                ? Check.ok("features", message)
                : Check.warn(
                        "features",
                        message + ": a lost transaction can block readers",
                        "upgrade the brokers to 4.0 or newer, then kafka-features.sh upgrade --feature"
                                + " transaction.version=2");
    }

    private static short level(Map<String, FinalizedVersionRange> features, String name) {
        FinalizedVersionRange range = features.get(name);
        return range == null ? 0 : range.maxVersionLevel();
    }

    private Check topics(TopicAdmin admin, int brokers) {
        Map<String, TopicState> found = admin.describe(topics);
        List<Topics.Topic> missing = TopicAdmin.missing(topics, found);
        if (!missing.isEmpty()) {
            return Check.fail(
                    "topics",
                    "missing: " + missing.stream().map(TopicAdmin::shown).collect(Collectors.joining("; ")),
                    "./koopwatch up creates them where it may; else create them with these settings, or correct"
                            + " --prefix");
        }
        List<String> problems = TopicState.problems(topics, found);
        if (!problems.isEmpty()) {
            return Check.fail("topics", String.join("; ", problems), "correct them with kafka-configs.sh --alter");
        }
        return availability(found.values(), brokers);
    }

    private static Check availability(Collection<TopicState> found, int brokers) {
        int leaderless = found.stream().mapToInt(TopicState::leaderless).sum();
        if (leaderless > 0) {
            return Check.fail("topics", leaderless + " partitions have no leader", "bring the missing brokers back");
        }
        int replicas = found.stream().mapToInt(TopicState::replicas).min().orElse(0);
        if (brokers > 1 && replicas < 2) {
            return Check.warn(
                    "topics",
                    "kept once only although there are " + brokers + " brokers",
                    "raise the replication with kafka-reassign-partitions.sh");
        }
        return Check.ok("topics", found.size() + " with the settings they need, replicas: " + replicas);
    }

    private Check transactions(Admin admin, Map<String, TopicState> found) {
        List<TopicPartition> partitions = found.values().stream()
                .flatMap(s -> IntStream.range(0, s.partitions()).mapToObj(i -> new TopicPartition(s.name(), i)))
                .toList();
        List<String> hanging = new ArrayList<>();
        KafkaAnswers.await(admin.describeProducers(partitions).all())
                .forEach((partition, state) -> state.activeProducers().stream()
                        .filter(this::hangs)
                        .forEach(p ->
                                hanging.add(partition + " since " + age(p) + " s (producer " + p.producerId() + ")")));
        return hanging.isEmpty()
                ? Check.ok("transactions", "none hangs")
                : Check.warn(
                        "transactions",
                        "open for long: " + String.join("; ", hanging),
                        "readers wait behind it; if its worker is gone, kafka-transactions.sh abort");
    }

    private boolean hangs(ProducerState producer) {
        return producer.currentTransactionStartOffset().isPresent() && age(producer) >= HANGING.toSeconds();
    }

    private long age(ProducerState producer) {
        return (nowMs - producer.lastTimestamp()) / 1000;
    }
}
