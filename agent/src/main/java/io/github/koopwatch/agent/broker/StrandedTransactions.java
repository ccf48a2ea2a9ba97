/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes transactions that a killed broker decided but did not carry out. Kafka 4.3.1 takes a partition without a leader
 * for a deleted one when it repeats markers after a restart (KRaftMetadataCache.getPartitionLeaderEndpoint), and a lone
 * broker's partitions have none until its old session has expired: the transaction is then complete for its coordinator and
 * open for ever in its partitions, where every reader of committed records and offsets waits behind it.
 */
final class StrandedTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(StrandedTransactions.class);
    private static final String COORDINATOR = "__transaction_state";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long AGAIN_MS = 50;

    private final String bootstrap;
    private final Admin admin;

    private StrandedTransactions(String bootstrap, Admin admin) {
        this.bootstrap = bootstrap;
        this.admin = admin;
    }

    /** Carries out what was decided; returns in how many partitions. No transactional producer may be at work yet. */
    static int settle(String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return new StrandedTransactions(bootstrap, admin).settle();
        }
    }

    private int settle() {
        Map<TopicPartition, ProducerState> open = open();
        if (open.isEmpty()) {
            return 0;
        }
        Map<Long, TransactionState> decided = decided(open.values());
        int settled = 0;
        for (Map.Entry<TopicPartition, ProducerState> entry : open.entrySet()) {
            ProducerState producer = entry.getValue();
            try {
                settled += settle(entry.getKey(), producer, decided.get(producer.producerId()));
            } catch (InvalidProducerEpochException e) {
                LOG.debug("its coordinator's own marker came first in {}", entry.getKey(), e);
            }
        }
        return settled;
    }

    /** A transaction that its coordinator knows as open is its coordinator's to end. */
    private int settle(TopicPartition partition, ProducerState producer, @Nullable TransactionState decision) {
        if (decision == TransactionState.COMPLETE_COMMIT) {
            CommitMarker.write(bootstrap, partition, producer);
        } else if (decision == null
                || decision == TransactionState.COMPLETE_ABORT
                || decision == TransactionState.EMPTY) {
            await(admin.abortTransaction(abort(partition, producer)).all());
        } else {
            return 0;
        }
        LOG.warn(
                "finished a transaction of producer {} that a kill had left open in {}",
                producer.producerId(),
                partition);
        return 1;
    }

    private static AbortTransactionSpec abort(TopicPartition partition, ProducerState producer) {
        return new AbortTransactionSpec(
                partition, producer.producerId(), (short) producer.producerEpoch(), coordinatorEpoch(producer));
    }

    static int coordinatorEpoch(ProducerState producer) {
        return Math.max(0, producer.coordinatorEpoch().orElse(0));
    }

    /** Partitions with an open transaction, and whose it is. */
    private Map<TopicPartition, ProducerState> open() {
        Map<TopicPartition, ProducerState> open = new HashMap<>();
        await(admin.describeProducers(partitions()).all())
                .forEach((partition, state) -> state.activeProducers().stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent())
                        .forEach(producer -> open.put(partition, producer)));
        return open;
    }

    private List<TopicPartition> partitions() {
        Collection<String> topics = await(
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        List<TopicPartition> partitions = new ArrayList<>();
        await(admin.describeTopics(topics).allTopicNames()).values().stream()
                .filter(topic -> !topic.name().equals(COORDINATOR))
                .forEach(topic -> topic.partitions()
                        .forEach(p -> partitions.add(new TopicPartition(topic.name(), p.partition()))));
        return partitions;
    }

    /** What the coordinator says of each producer, once it has nothing left to carry out. */
    private Map<Long, TransactionState> decided(Collection<ProducerState> producers) {
        ListTransactionsOptions ofThese = new ListTransactionsOptions()
                .filterProducerIds(
                        producers.stream().map(ProducerState::producerId).toList());
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Collection<TransactionListing> known =
                    await(admin.listTransactions(ofThese).all());
            boolean busy = known.stream().anyMatch(t -> isPrepared(t.state()));
            if (!busy || System.nanoTime() > end) {
                Map<Long, TransactionState> states = new HashMap<>();
                known.forEach(t -> states.put(t.producerId(), t.state()));
                return states;
            }
            pause();
        }
    }

    private static boolean isPrepared(TransactionState state) {
        return state == TransactionState.PREPARE_COMMIT || state == TransactionState.PREPARE_ABORT;
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
