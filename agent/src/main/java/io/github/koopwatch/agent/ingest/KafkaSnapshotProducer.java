/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Record;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
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
 * <p>Copies of a snapshot's values: gRPC's parser makes one, {@link Record} shares it, serialisation writes it once into an
 * array of the exact size, Kafka copies that into its batch.
 */
public final class KafkaSnapshotProducer implements SnapshotProducer {
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final String topic;
    private final Supplier<Producer<byte[], byte[]>> producers;
    // Bounded by the bytes that streams may have in flight.
    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
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
        queue.add(new Item(run, record, delivery));
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
        queue.add(Item.STOP);
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
            for (Item item = queue.take(); item != Item.STOP; item = queue.take()) {
                life = serve(item, life);
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
            item.delivery().failed(new KafkaException("an earlier record of the stream failed"));
            return life;
        }
        try {
            Life current = life == null || life.ended ? new Life(producers.get()) : life;
            current.send(item.toKafka(topic), item.delivery());
            return current;
        } catch (KafkaException e) {
            item.delivery().failed(e);
            return null;
        }
    }

    private void failQueued() {
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            item.delivery().failed(new KafkaException("the producer is closed"));
        }
    }

    /** One producer, until its first failure. */
    private static final class Life {
        private final Producer<byte[], byte[]> producer;
        private volatile boolean ended;

        Life(Producer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        void send(ProducerRecord<byte[], byte[]> record, Delivery delivery) {
            try {
                producer.send(record, (metadata, failure) -> answered(delivery, failure));
            } catch (KafkaException | IllegalStateException e) {
                answered(delivery, e);
            }
        }

        // The stream hears of the failure before the end fails the records behind it; close(0) is allowed in a
        // callback.
        private void answered(Delivery delivery, @Nullable Exception failure) {
            if (failure == null) {
                delivery.durable();
                return;
            }
            delivery.failed(failure);
            if (!ended) {
                ended = true;
                producer.close(Duration.ZERO);
            }
        }
    }

    private static final byte[] DOOR = "grpc".getBytes(StandardCharsets.US_ASCII);

    private record Item(String run, @Nullable Record record, Delivery delivery) {
        static final Item STOP = new Item("", null, new Nobody());

        ProducerRecord<byte[], byte[]> toKafka(String topic) {
            byte[] value = Objects.requireNonNull(record).toByteArray();
            ProducerRecord<byte[], byte[]> kafka =
                    new ProducerRecord<>(topic, run.getBytes(StandardCharsets.UTF_8), value);
            kafka.headers().add(Topics.DOOR_HEADER, DOOR);
            return kafka;
        }
    }

    private static final class Nobody implements Delivery {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public void durable() {}

        @Override
        public void failed(Exception cause) {}
    }
}
