/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes transactions that were decided but not carried out. Kafka 4.3.1 takes a partition without a leader for a deleted
 * one when it writes markers (KRaftMetadataCache.getPartitionLeaderEndpoint), and a lone broker's partitions have none while
 * its session has expired: after a kill until the old one is over, and for a moment when the process goes on after it stood
 * still. The transaction is then complete for its coordinator and open for ever in its partitions, where every reader of
 * committed records and offsets waits behind it.
 */
final class StrandedTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StrandedTransactions.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long AGAIN_MS = 50;

    private final String bootstrap;
    private final Admin admin;
    private final Set<OpenTransaction> untraceable = new HashSet<>();
    private Set<OpenTransaction> seen = Set.of();

    StrandedTransactions(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /** After a start: lets the coordinator end what it will, then finishes the rest; returns how many. */
    int settle() {
        Set<OpenTransaction> open = open();
        Map<OpenTransaction, TransactionTrace.End> ends = ends(open);
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (ends.containsValue(TransactionTrace.End.PREPARED) && System.nanoTime() < limit) {
            pause();
            ends = ends(open);
        }
        return finish(ends);
    }

    /** While producers work: finishes what was open at the last look too, although it has ended; returns how many. */
    int look() {
        Set<OpenTransaction> open = open();
        Set<OpenTransaction> lasting = new HashSet<>(open);
        lasting.retainAll(seen);
        seen = open;
        return finish(ends(lasting));
    }

    /** Those that stay open because the coordinator's log no longer holds their beginning, so that nobody knows how they ended. */
    Set<OpenTransaction> untraceable() {
        return Set.copyOf(untraceable);
    }

    private Map<OpenTransaction, TransactionTrace.End> ends(Set<OpenTransaction> open) {
        return open.isEmpty() ? Map.of() : TransactionLogReader.ends(bootstrap, open);
    }

    private int finish(Map<OpenTransaction, TransactionTrace.End> ends) {
        untraceable.retainAll(ends.keySet());
        ends.forEach(this::tell);
        Map<OpenTransaction, TransactionTrace.End> ended = new HashMap<>(ends);
        ended.values().removeIf(end -> !end.isCarriedOut());
        if (!ended.isEmpty()) {
            ended.keySet().retainAll(open()); // its own marker may have come before its end was read
        }
        return (int) ended.entrySet().stream()
                .filter(entry -> finish(entry.getKey(), entry.getValue()))
                .count();
    }

    private void tell(OpenTransaction transaction, TransactionTrace.End end) {
        if (end == TransactionTrace.End.UNKNOWN && untraceable.add(transaction)) {
            LOG.warn(
                    "a transaction is open whose beginning is gone from its coordinator's log, readers wait behind it: {}; "
                            + "kafka-transactions.sh abort ends it",
                    transaction);
        }
    }

    private boolean finish(OpenTransaction transaction, TransactionTrace.End end) {
        try {
            if (end == TransactionTrace.End.COMMITTED) {
                CommitMarker.write(bootstrap, transaction);
            } else {
                await(admin.abortTransaction(abort(transaction)).all());
            }
            LOG.warn("finished a transaction that was left open: {}, {}", transaction, end);
            return true;
        } catch (InvalidProducerEpochException e) {
            LOG.debug("its producer came first: {}", transaction, e);
            return false;
        }
    }

    private static AbortTransactionSpec abort(OpenTransaction transaction) {
        return new AbortTransactionSpec(
                transaction.partition(),
                transaction.producerId(),
                transaction.producerEpoch(),
                transaction.coordinatorEpoch());
    }

    private Set<OpenTransaction> open() {
        Set<OpenTransaction> open = new HashSet<>();
        await(admin.describeProducers(partitions()).all())
                .forEach((partition, state) -> state.activeProducers().stream()
                        .filter(OpenTransaction::isOpen)
                        .forEach(producer -> open.add(OpenTransaction.of(partition, producer))));
        return open;
    }

    private List<TopicPartition> partitions() {
        Collection<String> topics = await(
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        List<TopicPartition> partitions = new ArrayList<>();
        await(admin.describeTopics(topics).allTopicNames()).values().stream()
                .filter(topic -> !topic.name().equals(TransactionLogReader.TOPIC))
                .forEach(topic -> topic.partitions()
                        .forEach(p -> partitions.add(new TopicPartition(topic.name(), p.partition()))));
        return partitions;
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

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
