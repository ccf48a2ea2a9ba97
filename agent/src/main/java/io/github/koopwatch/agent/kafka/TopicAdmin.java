/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics of an installation, and sees that those it finds are fit for it. */
public final class TopicAdmin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_MS = 50;
    private static final List<String> RETENTION =
            List.of("retention.ms", "retention.bytes", "segment.ms", "segment.bytes");

    /** How long a Kafka may be too busy to answer, as one is that has just been started beside others, before it counts as none. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private final Admin admin;
    private final KafkaConnection connection;
    private final String bootstrap;
    private final LongSupplier clock;

    private TopicAdmin(KafkaConnection connection, Admin admin, LongSupplier clock) {
        this.connection = connection;
        this.admin = admin;
        this.bootstrap = connection.bootstrap();
        this.clock = clock;
    }

    /** Throws BadInput when the connection is not usable; whether a broker answers shows later. */
    public static TopicAdmin open(KafkaConnection connection) {
        return open(connection, System::nanoTime);
    }

    static TopicAdmin open(KafkaConnection connection, LongSupplier clock) {
        return new TopicAdmin(connection, connection.openAdmin(), clock);
    }

    /**
     * Creates what is missing and checks what is there. Safe to repeat and in several processes at once. A Kafka that takes connections and
     * does not answer is asked again for two minutes.
     *
     * @param partitions for new topics; where some exist already, theirs is taken
     * @param replication for new topics; -1 = the cluster's default
     * @return the number of partitions that the topics have
     * @throws BadInput when topics may not be created, have unfit settings, or no broker answers
     */
    public int ensure(Topics topics, int partitions, short replication) {
        long end = clock.getAsLong() + LONGEST_SILENCE.toNanos();
        while (true) {
            try {
                return ensured(topics, partitions, replication);
            } catch (TimeoutException e) {
                if (clock.getAsLong() - end >= 0 || !connection.isListening()) {
                    throw new BadInput("no Kafka answers at " + bootstrap + ": " + e.getMessage(), e);
                }
                LOG.warn("Kafka at {} takes connections and does not answer; it is asked again", bootstrap);
            }
        }
    }

    private int ensured(Topics topics, int partitions, short replication) {
        try {
            Map<String, TopicState> found = describe(topics);
            List<Topics.Topic> missing = missing(topics, found);
            if (!missing.isEmpty()) {
                create(missing, partitionsOf(topics, found).orElse(partitions), replication);
                found = awaitAll(topics);
                awaitLed(missing, found);
            }
            requireFit(topics, found);
            return partitionsOf(topics, found).orElse(partitions);
        } catch (InterruptException | TimeoutException e) {
            throw e;
        } catch (KafkaException e) {
            throw new BadInput("Kafka at " + bootstrap + " refuses: " + e.getMessage(), e);
        }
    }

    /**
     * Gives topics that were made with other settings what these keep. For a broker of one's own: elsewhere retention is the
     * operator's choice.
     *
     * @throws BadInput when Kafka refuses
     */
    public void retain(Topics topics) {
        Map<String, TopicState> found = describe(topics);
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (Topics.Topic topic : topics.all()) {
            TopicState state = found.get(topic.name());
            List<AlterConfigOp> ops = topic.settings().entrySet().stream()
                    .filter(wanted -> RETENTION.contains(wanted.getKey())
                            && (state == null
                                    || !wanted.getValue()
                                            .equals(state.settings().get(wanted.getKey()))))
                    .map(wanted -> new AlterConfigOp(
                            new ConfigEntry(wanted.getKey(), wanted.getValue()), AlterConfigOp.OpType.SET))
                    .toList();
            if (!ops.isEmpty()) {
                changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), ops);
            }
        }
        try {
            KafkaAnswers.await(admin.incrementalAlterConfigs(changes).all());
        } catch (KafkaException e) {
            throw new BadInput("Kafka at " + bootstrap + " does not change what topics keep: " + e.getMessage(), e);
        }
    }

    /** The topics that exist, by name. Throws KafkaException when Kafka does not answer. */
    Map<String, TopicState> describe(Topics topics) {
        Map<String, TopicDescription> descriptions = new TreeMap<>();
        List<String> names = topics.all().stream().map(Topics.Topic::name).toList();
        admin.describeTopics(names)
                .topicNameValues()
                .forEach((name, answer) -> existing(answer).ifPresent(d -> descriptions.put(name, d)));
        Map<String, Map<String, String>> settings = settings(List.copyOf(descriptions.keySet()));
        Map<String, TopicState> states = new TreeMap<>();
        descriptions.forEach((name, d) -> states.put(name, state(d, settings.getOrDefault(name, Map.of()))));
        return states;
    }

    static List<Topics.Topic> missing(Topics topics, Map<String, TopicState> found) {
        return topics.all().stream().filter(t -> !found.containsKey(t.name())).toList();
    }

    private static Optional<TopicDescription> existing(KafkaFuture<TopicDescription> answer) {
        try {
            return Optional.of(KafkaAnswers.await(answer));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    private Map<String, Map<String, String>> settings(List<String> names) {
        Map<String, Map<String, String>> settings = new HashMap<>();
        List<ConfigResource> resources = names.stream()
                .map(n -> new ConfigResource(ConfigResource.Type.TOPIC, n))
                .toList();
        admin.describeConfigs(resources)
                .values()
                .forEach((resource, answer) -> settings.put(resource.name(), visible(resource.name(), answer)));
        return settings;
    }

    private static Map<String, String> visible(String topic, KafkaFuture<Config> answer) {
        try {
            return values(KafkaAnswers.await(answer));
        } catch (AuthorizationException e) {
            LOG.warn("the settings of {} cannot be checked: {}", topic, e.getMessage());
            return Map.of();
        } catch (UnknownTopicOrPartitionException e) {
            return Map.of(); // new, and not yet known to the broker that was asked
        }
    }

    private static Map<String, String> values(Config config) {
        Map<String, String> values = new TreeMap<>();
        config.entries().stream().filter(e -> e.value() != null).forEach(e -> values.put(e.name(), e.value()));
        return values;
    }

    private static TopicState state(TopicDescription d, Map<String, String> settings) {
        int replicas =
                d.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
        int leaderless =
                (int) d.partitions().stream().filter(TopicAdmin::isLeaderless).count();
        return new TopicState(d.name(), d.partitions().size(), replicas, leaderless, settings);
    }

    private static boolean isLeaderless(TopicPartitionInfo partition) {
        return partition.leader() == null || partition.leader().isEmpty();
    }

    private static Optional<Integer> partitionsOf(Topics topics, Map<String, TopicState> found) {
        return found.values().stream()
                .filter(s -> !s.name().equals(topics.deadLetters()))
                .map(TopicState::partitions)
                .findFirst();
    }

    private void create(List<Topics.Topic> missing, int partitions, short replication) {
        List<NewTopic> wanted = missing.stream()
                .map(t -> new NewTopic(t.name(), partitions, replication).configs(t.settings()))
                .toList();
        admin.createTopics(wanted).values().forEach((name, answer) -> {
            try {
                KafkaAnswers.await(answer);
            } catch (TopicExistsException e) {
                LOG.debug("{} was created by another process", name);
            } catch (TimeoutException e) {
                throw e;
            } catch (KafkaException e) {
                throw notCreated(missing, partitions, replication, e);
            }
        });
    }

    private static BadInput notCreated(
            List<Topics.Topic> missing, int partitions, short replication, KafkaException e) {
        String topics = missing.stream().map(TopicAdmin::shown).collect(Collectors.joining("; "));
        return new BadInput(
                "topics are missing and Kafka refuses to create them (" + e.getMessage() + "); needed with "
                        + partitions
                        + " partitions and " + (replication < 0 ? "the default number of" : replication)
                        + " replicas: " + topics,
                e);
    }

    static String shown(Topics.Topic topic) {
        return topic.name()
                + new TreeMap<>(topic.settings())
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .collect(Collectors.joining(",", " (", ")"));
    }

    private Map<String, TopicState> awaitAll(Topics topics) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Map<String, TopicState> found = describe(topics);
        while (!missing(topics, found).isEmpty() || found.values().stream().anyMatch(s -> s.leaderless() > 0)) {
            if (System.nanoTime() > end) {
                throw new TimeoutException(
                        "the new topics did not become usable within " + PATIENCE.toSeconds() + " s");
            }
            pause();
            found = describe(topics);
        }
        return found;
    }

    /**
     * A broker names itself leader a moment before it takes records. A producer that writes in that moment may have its first
     * batch refused and its second taken, for a broker takes any sequence of a producer that it does not know; the first is
     * then out of order for ever, and lost. Where a partition ends only a working leader says.
     */
    private void awaitLed(List<Topics.Topic> created, Map<String, TopicState> found) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (Topics.Topic topic : created) {
            for (int p = 0; p < Objects.requireNonNull(found.get(topic.name())).partitions(); p++) {
                partitions.put(new TopicPartition(topic.name(), p), OffsetSpec.latest());
            }
        }
        try {
            KafkaAnswers.await(admin.listOffsets(partitions).all());
        } catch (AuthorizationException e) {
            LOG.debug("where the new topics end may not be asked", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void requireFit(Topics topics, Map<String, TopicState> found) {
        List<String> problems = TopicState.problems(topics, found);
        if (!problems.isEmpty()) {
            throw new BadInput("topics of Kafka are not as Koopwatch needs them: " + String.join("; ", problems)
                    + " (change them with kafka-configs.sh --alter, or give another --prefix)");
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
