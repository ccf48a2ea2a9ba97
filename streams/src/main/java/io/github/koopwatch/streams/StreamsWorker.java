/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongConsumer;
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
    private final KafkaStreams streams;
    private final String input;
    private final int threads;
    private final InputLag lag;
    private final Failures failures = new Failures(System::nanoTime);

    public StreamsWorker(WorkerSettings settings, Topics topics, PipelineCounters counters, RunLimits limits) {
        this(settings, topics.snapshots(), MonitorTopology.build(topics, counters, limits));
    }

    private StreamsWorker(WorkerSettings settings, String input, Topology topology) {
        this.input = input;
        this.threads = settings.threads();
        Properties properties = new Properties();
        properties.putAll(settings.properties());
        this.streams = new KafkaStreams(
                topology,
                new StreamsConfig(properties),
                new StableClients(settings.applicationId() + "-" + settings.instanceId()));
        this.lag = new InputLag(Admin.create(settings.clients()), this::committedOffsets);
        streams.setUncaughtExceptionHandler(this::onFailure);
    }

    /**
     * A worker that does so much of its work, for a benchmark.
     *
     * @param snapshots topic that is read, so that several such workers can read the same
     * @param nanos is told how long each record of a run took
     */
    public static StreamsWorker partial(
            WorkerSettings settings, String snapshots, Topics results, Work work, LongConsumer nanos) {
        return new StreamsWorker(settings, snapshots, MonitorTopology.partial(snapshots, results, work, nanos));
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

    /**
     * True while all threads live and each has come back for more records within the limit: one that hangs in a record, or waits
     * for a broker that is gone, does not come back.
     */
    public boolean atWork(Duration limit) {
        long alive = streams.metadataForLocalThreads().stream()
                .filter(thread -> !thread.threadState().equals("DEAD"))
                .count();
        return alive >= threads && longestAbsence() <= limit.toSeconds();
    }

    /** Seconds since the last poll of the thread whose poll is the longest ago. */
    private double longestAbsence() {
        return streams.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("last-poll-seconds-ago"))
                .filter(metric -> isMain(metric.getKey().tags().getOrDefault("client-id", "")))
                .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
                .max()
                .orElse(0);
    }

    private static boolean isMain(String consumer) {
        return consumer.endsWith("-consumer") && !consumer.endsWith("-restore-consumer");
    }

    /** Records of the input topic whose results are not committed yet, over this worker's partitions. */
    public long lag() {
        return positions().values().stream().mapToLong(InputPosition::lag).sum();
    }

    /** How far each of this worker's partitions of the input is. */
    public Map<Integer, InputPosition> positions() {
        return lag.positions();
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

    private StreamThreadExceptionResponse onFailure(Throwable failure) {
        boolean again = failures.again();
        logger.error(
                "a stream thread failed: {}",
                again
                        ? "it is replaced"
                        : "the worker stops, more than " + Failures.MOST_AGAIN + " did within "
                                + Failures.PERIOD.toMinutes() + " minutes",
                failure);
        return again ? StreamThreadExceptionResponse.REPLACE_THREAD : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
}
