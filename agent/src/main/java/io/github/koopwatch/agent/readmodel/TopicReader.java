/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.agent.readmodel.StartOffsets.Extent;
import io.github.koopwatch.contract.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the read model from the committed result topics on one thread of its own: the runs whole, of the others about the
 * newest 128 MiB each. A broker that is away is asked again until it answers, from where reading stopped.
 */
public final class TopicReader implements AutoCloseable {
    /** Bytes that are read back of each topic but the runs. */
    public static final long HISTORY_BYTES = 128L << 20;

    private static final Logger logger = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
    private static final long PROBE_EVERY_MS = 10_000;
    private static final long SWEEP_EVERY_MS = 1_000;
    /** After an outage publishers need a moment before their silence means anything. */
    private static final long GRACE_MS = 60_000;

    private static final long RETRY_MS = 1_000;
    private static final long WARNINGS = 10;

    private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
    private final ResultRecords records;
    private final Topics topics;
    private final ReadModel model;
    private final LongConsumer latencyMs;
    private final InstantSource clock;
    private final Thread thread = new Thread(this::run, "read-model");
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private Map<TopicPartition, Long> targets = Map.of();
    private long nextProbe;
    private long nextSweep;
    private long answeringSince;
    private volatile boolean caughtUp;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile boolean closed;
    private volatile long malformed;
    private volatile Optional<String> problem = Optional.of("has not connected yet");

    /**
     * @param consumers makes consumers with {@link #consumerConfig}; the reader closes what it takes
     * @param latencyMs takes, for every spectrum that comes once caught up, the milliseconds since its snapshot
     */
    public TopicReader(
            Supplier<? extends Consumer<byte[], byte[]>> consumers,
            Topics topics,
            ReadModel model,
            LongConsumer latencyMs,
            InstantSource clock) {
        this.consumers = consumers;
        this.records = new ResultRecords(topics, model);
        this.topics = topics;
        this.model = model;
        this.latencyMs = latencyMs;
        this.clock = clock;
        thread.setDaemon(true);
    }

    /** What a consumer of result topics needs: committed records only, no group, nothing created by asking. */
    public static Map<String, Object> consumerConfig(String bootstrap) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                2_000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class);
    }

    public void start() {
        thread.start();
    }

    /** True for good once everything that was there at the start has been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** What keeps the reader from reading at the moment. */
    public Optional<String> problem() {
        return problem;
    }

    /** Records that were skipped because they could not be understood. */
    public long malformed() {
        return malformed;
    }

    /** Ends reading; returns when the thread is done or after 10 seconds. */
    @Override
    public void close() {
        closed = true;
        ended.countDown();
        Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try (Consumer<byte[], byte[]> opened = consumers.get()) {
                consumer = opened;
                follow(opened);
            } catch (WakeupException e) {
                logger.debug("reading ends", e);
            } catch (RuntimeException e) {
                trouble(e.getMessage());
            }
            pause();
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = records.topics().stream()
                .flatMap(t -> partitions(consumer, t).stream())
                .toList();
        consumer.assign(partitions);
        if (positions.isEmpty()) {
            plan(consumer, partitions);
        }
        positions.forEach(consumer::seek);
        answering();
        while (!closed) {
            take(consumer);
            tick(consumer, clock.millis());
        }
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        if (partitions == null || partitions.isEmpty()) {
            throw new KafkaException("topic " + topic + " does not exist yet");
        }
        return partitions.stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    private void plan(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        Map<String, List<Extent>> extents = partitions.stream()
                .map(p -> new Extent(p, begin.getOrDefault(p, 0L), end.getOrDefault(p, 0L)))
                .collect(Collectors.groupingBy(e -> e.partition().topic()));
        Map<TopicPartition, Long> start = new HashMap<>(begin);
        extents.forEach((topic, own) -> {
            if (!topic.equals(topics.runs())) {
                start.putAll(new StartOffsets(consumers, clock).newest(own, HISTORY_BYTES));
            }
        });
        if (extents.getOrDefault(topics.spectra(), List.of()).stream()
                .anyMatch(e -> start.getOrDefault(e.partition(), 0L) > e.begin())) {
            model.historyTruncated();
        }
        targets = end;
        positions.putAll(start);
    }

    private void take(Consumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        (caughtUp ? polled : records.lasting(polled)).forEach(this::take);
        positions.replaceAll((partition, old) -> consumer.position(partition));
        if (!caughtUp && targets.entrySet().stream().allMatch(t -> reached(t.getKey()) >= t.getValue())) {
            model.goLive();
            caughtUp = true;
            logger.info("read model caught up with {} partitions", targets.size());
        }
    }

    private long reached(TopicPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            records.take(record);
            if (caughtUp && record.topic().equals(topics.spectra())) {
                latencyMs.accept(Math.max(0, clock.millis() - record.timestamp()));
            }
        } catch (IOException | RuntimeException e) {
            skip(record, e);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the reading thread writes it
    private void skip(ConsumerRecord<byte[], byte[]> record, Exception e) {
        malformed++;
        if (malformed <= WARNINGS) {
            logger.warn(
                    "skipped {}-{} offset {}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private void tick(Consumer<byte[], byte[]> consumer, long now) {
        if (now >= nextProbe) {
            nextProbe = now + PROBE_EVERY_MS;
            probe(consumer);
        }
        boolean settled = caughtUp && problem.isEmpty() && now - answeringSince >= GRACE_MS;
        if (settled && now >= nextSweep) {
            nextSweep = now + SWEEP_EVERY_MS;
            model.sweep();
        }
    }

    /** A poll of an absent broker only comes back empty, so it is asked for something that it has to answer. */
    private void probe(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.endOffsets(positions.keySet(), PROBE_TIMEOUT);
            answering();
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            trouble(e.getMessage());
        }
    }

    private void answering() {
        if (problem.isPresent()) {
            answeringSince = clock.millis();
            logger.info("reading the result topics");
        }
        problem = Optional.empty();
    }

    private void trouble(@Nullable String why) {
        if (problem.isEmpty() || !caughtUp) {
            logger.warn("cannot read the result topics, asking again: {}", why);
        }
        problem = Optional.of(why == null ? "the broker does not answer" : why);
    }

    private void pause() {
        try {
            boolean closing = ended.await(RETRY_MS, TimeUnit.MILLISECONDS);
            logger.debug("{}", closing ? "reading ends" : "asking again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
