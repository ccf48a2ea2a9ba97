/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Record;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the snapshots topic with acks=all and idempotence. A thread of its own calls Kafka, because
 * {@link Producer#send} blocks while metadata or buffer memory are missing.
 *
 * <p>A failed delivery ends the producer's life: Kafka would go on and deliver what was sent later, which would overtake the
 * failed record. So everything that is not yet acknowledged fails with it, its streams fail, and their clients send it
 * again, in order, through a new producer.
 *
 * <p>Runs take turns ({@link FairQueue}): one that floods the door fills its own part of the way alone. The first record of a run
 * goes alone: Kafka's broker takes whatever comes first of an idempotent producer that it does not know, so that while it has
 * just become leader again rows could come to stand before what they follow (docs/tried.md).
 *
 * <p>Copies of a snapshot's values: gRPC's parser makes one, {@link Record} shares it, serialisation writes it once into an
 * array of the exact size, Kafka copies that into its batch.
 */
public final class KafkaSnapshotProducer implements SnapshotProducer {
    private static final Duration CLOSE = Duration.ofSeconds(10);
    /** Bytes of a run in its turn: half of a batch. */
    private static final int QUANTUM = 1 << 16;
    /** Bytes of a run in Kafka's hands: two batches, so that the runs of its partition wait for no more than these. */
    private static final int WINDOW = 1 << 18;

    private final String topic;
    private final Supplier<Producer<byte[], byte[]>> producers;
    // Bounded by the bytes that streams may have in flight.
    private final FairQueue<Item> queue = new FairQueue<>(QUANTUM, WINDOW);
    private final Thread thread = new Thread(this::work, "koopwatch-sender");
    private volatile boolean closed;

    /** @param producers makes a new producer with {@link #settings}, first at once, then after each failure */
    public KafkaSnapshotProducer(String topic, Supplier<Producer<byte[], byte[]>> producers) {
        this.topic = topic;
        this.producers = producers;
        thread.setDaemon(true);
        thread.start();
    }

    /** @param client bootstrap.servers and whatever security the cluster asks for */
    public static KafkaSnapshotProducer open(Topics topics, Map<String, Object> client) {
        Map<String, Object> settings = settings(client);
        return new KafkaSnapshotProducer(topics.snapshots(), () -> new KafkaProducer<>(settings));
    }

    static Map<String, Object> settings(Map<String, Object> client) {
        Map<String, Object> all = new HashMap<>(client);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_RECORD + (Topics.LARGEST_RECORD >> 3));
        all.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        all.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 17);
        all.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        all.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        all.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        all.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000L);
        return all;
    }

    @Override
    public void send(String run, Record record, Delivery delivery) {
        Item item = new Item(run, record, delivery);
        queue.add(run, item.size(), item);
        if (closed) {
            failQueued();
        }
    }

    /** False when the thread that calls Kafka has ended: what is sent would wait for ever. */
    public boolean atWork() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        closed = true;
        queue.close();
        try {
            thread.join(CLOSE.multipliedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failQueued();
    }

    private void work() {
        @Nullable Life life = null;
        try {
            for (Optional<Item> item = queue.take(); item.isPresent(); item = queue.take()) {
                life = serve(item.get(), life);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (life != null) {
                life.producer.close(CLOSE);
            }
        }
    }

    /** The producer to go on with; null when none could be made. */
    private @Nullable Life serve(Item item, @Nullable Life life) {
        if (!item.delivery().wanted()) {
            failed(item, new KafkaException("an earlier record of the stream failed"));
            return life;
        }
        try {
            Life current = life == null || life.ended ? begin() : life;
            current.send(item);
            return current;
        } catch (KafkaException e) {
            failed(item, e);
            return null;
        }
    }

    private Life begin() {
        queue.startOver();
        return new Life(producers.get());
    }

    private void failQueued() {
        queue.drain().forEach(item -> failed(item, new KafkaException("the producer is closed")));
    }

    private void failed(Item item, Exception why) {
        queue.back(item.run(), item.size());
        item.delivery().failed(why);
    }

    /** One producer, until its first failure. */
    private final class Life {
        private final Producer<byte[], byte[]> producer;
        private volatile boolean ended;

        Life(Producer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        void send(Item item) {
            try {
                producer.send(item.toKafka(topic), (metadata, failure) -> answered(item, metadata, failure));
            } catch (KafkaException | IllegalStateException e) {
                answered(item, null, e);
            }
        }

        // The stream hears of the failure before the end fails the records behind it; close(0) is allowed in a
        // callback.
        private void answered(Item item, @Nullable RecordMetadata where, @Nullable Exception failure) {
            if (failure == null && where != null) {
                if (ended) {
                    queue.back(item.run(), item.size());
                } else {
                    queue.delivered(item.run(), item.size());
                }
                item.delivery().durable(where.partition(), where.offset());
                return;
            }
            failed(item, failure == null ? new KafkaException("Kafka did not say where the record is") : failure);
            if (!ended) {
                ended = true;
                producer.close(Duration.ZERO);
            }
        }
    }

    private static final byte[] DOOR = "grpc".getBytes(StandardCharsets.US_ASCII);

    private record Item(String run, Record record, Delivery delivery) {
        int size() {
            return record.getSerializedSize();
        }

        ProducerRecord<byte[], byte[]> toKafka(String topic) {
            byte[] value = record.toByteArray();
            ProducerRecord<byte[], byte[]> kafka =
                    new ProducerRecord<>(topic, run.getBytes(StandardCharsets.UTF_8), value);
            kafka.headers().add(Topics.DOOR_HEADER, DOOR);
            return kafka;
        }
    }
}
