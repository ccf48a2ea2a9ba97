/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running share of the topology. */
public final class StreamsWorker implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(StreamsWorker.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
    /** Failures within the period at which the worker gives up: a fault that keeps coming back will not go away. */
    private static final int MOST_FAILURES = 5;

    private static final long PERIOD_NANOS = Duration.ofMinutes(10).toNanos();

    private final KafkaStreams streams;
    private final String input;
    private final InputLag lag;
    private final Deque<Long> failures = new ArrayDeque<>();

    public StreamsWorker(WorkerSettings settings, Topics topics, PipelineCounters counters, RunLimits limits) {
        this(settings, topics, MonitorTopology.build(topics, counters, limits));
    }

    private StreamsWorker(WorkerSettings settings, Topics topics, Topology topology) {
        this.input = topics.snapshots();
        Properties properties = new Properties();
        properties.putAll(settings.properties());
        this.streams = new KafkaStreams(
                topology,
                new StreamsConfig(properties),
                new StableClients(settings.applicationId() + "-" + settings.instanceId()));
        this.lag = new InputLag(Admin.create(settings.clients()), this::committedOffsets);
        streams.setUncaughtExceptionHandler(this::onFailure);
    }

    /** A worker that does so much of its work, for a benchmark. */
    public static StreamsWorker partial(WorkerSettings settings, Topics topics, Work work) {
        return work == Work.EVERYTHING
                ? new StreamsWorker(settings, topics, PipelineCounters.NONE, RunLimits.standard())
                : new StreamsWorker(settings, topics, MonitorTopology.partial(topics, work));
    }

    public void start() {
        streams.start();
    }

    /** True while every assigned task is restored and running. */
    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** True once the worker has stopped for good, by {@link #close} or by failures that came back. */
    public boolean stopped() {
        return streams.state().hasCompletedShutdown() || streams.state() == KafkaStreams.State.PENDING_ERROR;
    }

    /** Records of the input topic whose results are not committed yet, over this worker's partitions. */
    public long lag() {
        return lag.records();
    }

    /** Where this worker's partitions are committed, added up: grows with every record processed. */
    public long committed() {
        return committedOffsets().values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<TopicPartition, Long> committedOffsets() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .forEach(task -> task.committedOffsets()
                        .forEach((partition, offset) -> offsets.put(partition, Math.max(0, offset))));
        // The topology's own topic holds markers of transactions, which look like records that wait.
        offsets.keySet().removeIf(partition -> !partition.topic().equals(input));
        return offsets;
    }

    @Override
    public void close() {
        streams.close(CLOSE_LIMIT);
        lag.close();
    }

    private synchronized StreamThreadExceptionResponse onFailure(Throwable failure) {
        long now = System.nanoTime();
        failures.add(now);
        failures.removeIf(then -> now - then > PERIOD_NANOS);
        logger.error(
                "stream thread failed ({} of {} before the worker stops)", failures.size(), MOST_FAILURES, failure);
        return failures.size() < MOST_FAILURES
                ? StreamThreadExceptionResponse.REPLACE_THREAD
                : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
}
