/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads windows back from the spectra topic: the run's partition from its beginning, until enough are found or the end is
 * reached. Retention bounds the work; it is bounded further by time, and by how many may ask at once.
 */
public final class TopicHistory implements History {
    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /**
     * @param consumers makes consumers with {@link TopicReader#consumerConfig}; the history closes what it takes
     * @param topic of spectra
     */
    public TopicHistory(Supplier<? extends Consumer<byte[], byte[]>> consumers, String topic, InstantSource clock) {
        this.consumers = consumers;
        this.topic = topic;
        this.clock = clock;
    }

    @Override
    public List<WindowSpectrum> read(SpectraQuery query, int limit) throws Unavailable {
        if (!places.tryAcquire()) {
            throw new Unavailable("older windows: " + AT_ONCE + " requests are reading them already; try again later");
        }
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            return scan(consumer, query, limit);
        } catch (KafkaException e) {
            throw new Unavailable("older windows: the broker does not give them (" + e.getMessage() + ")");
        } finally {
            places.release();
        }
    }

    private List<WindowSpectrum> scan(Consumer<byte[], byte[]> consumer, SpectraQuery query, int limit)
            throws Unavailable {
        byte[] key = query.run().getBytes(StandardCharsets.UTF_8);
        TopicPartition partition = new TopicPartition(topic, partition(consumer, key));
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long deadline = clock.millis() + PATIENCE.toMillis();
        Map<WindowKey, WindowSpectrum> found = new TreeMap<>();
        while (found.size() < limit && consumer.position(partition) < end) {
            if (clock.millis() > deadline) {
                throw new Unavailable("older windows: not found within " + PATIENCE.toSeconds()
                        + " s; ask for a narrower range or read the topic");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (found.size() < limit && Arrays.equals(key, record.key())) {
                    take(record, query, found);
                }
            }
        }
        return List.copyOf(found.values());
    }

    /** Where producers put a key: murmur2 over the number of partitions. */
    private int partition(Consumer<byte[], byte[]> consumer, byte[] key) {
        return Utils.toPositive(Utils.murmur2(key))
                % consumer.partitionsFor(topic).size();
    }

    /** What cannot be understood has been counted when it was read first. */
    private static void take(
            ConsumerRecord<byte[], byte[]> record, SpectraQuery query, Map<WindowKey, WindowSpectrum> found) {
        if (record.value() == null) {
            return;
        }
        try {
            WindowSpectrum window = Wellformed.spectrum(Json.read(record.value(), WindowSpectrum.class));
            if (query.wants(window)) {
                found.put(WindowKey.of(window), window);
            }
        } catch (IOException | IllegalArgumentException ignored) {
            // not a window
        }
    }
}
