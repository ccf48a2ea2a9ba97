/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How a worker runs its share of the topology.
 *
 * @param clients connection settings that every Kafka client gets, bootstrap.servers among them
 * @param applicationId name of the installation: consumer group, prefix of internal topics
 * @param instanceId stable name of this worker among its peers; a restarted worker takes its tasks back under it
 * @param stateDirectory where Kafka Streams keeps its lock and ids
 * @param threads stream threads
 * @param commitInterval how often results become visible: the floor of the latency under exactly-once
 * @param replication copies of internal topics; -1 for the broker's default
 */
public record WorkerSettings(
        Map<String, Object> clients,
        String applicationId,
        String instanceId,
        Path stateDirectory,
        int threads,
        Duration commitInterval,
        int replication) {
    private static final int SESSION_TIMEOUT_MS = 15_000;
    /**
     * Far above the commit interval and any single record. A killed worker that comes back fences its transaction; the others have to
     * wait for the end of one that does not come back, and have its tasks when its session is over, so no longer than that.
     */
    private static final int TRANSACTION_TIMEOUT_MS = SESSION_TIMEOUT_MS;
    /**
     * How often it is looked whether a worker that joined has read the state of the tasks it is to have; Kafka's shortest. In its
     * usual ten minutes the new worker does next to nothing.
     */
    private static final int PROBING_MS = 60_000;
    /** Tasks whose state is read ahead by workers that join: with Kafka's usual two a worker with eight takes four such looks. */
    private static final int WARMUPS = 16;

    /** The largest record with room for its headers. */
    private static final int LARGEST_REQUEST = 2 << 20;
    /** Some thirty rows of 1,024 values go to a partition at once. */
    private static final int BATCH_BYTES = 128 << 10;

    private static final String LINGER = StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG);
    private static final String BATCH = StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG);

    Map<String, Object> properties() {
        Map<String, Object> p = new HashMap<>(clients);
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replication);
        p.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MS);
        p.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, WARMUPS);
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        p.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, RecordTimestamps.class);
        consumer(p, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer(p, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        // Nobody sees a record before its transaction is committed, which sends what lingers: waiting costs no latency.
        p.putIfAbsent(LINGER, Math.toIntExact(commitInterval.toMillis()));
        p.putIfAbsent(BATCH, BATCH_BYTES);
        producer(p, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        producer(p, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        return p;
    }

    private static void consumer(Map<String, Object> p, String key, Object value) {
        p.put(StreamsConfig.consumerPrefix(key), value);
    }

    private static void producer(Map<String, Object> p, String key, Object value) {
        p.put(StreamsConfig.producerPrefix(key), value);
    }
}
