/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Record;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes its run straight to the snapshots topic, as any Kafka program may that awaits its first record (docs/operations.md, "Straight to
 * Kafka").
 */
final class KafkaPublisher extends Publisher {
    private static final int PATIENCE_MS = 300_000;

    private final KafkaProducer<String, byte[]> producer;
    private final String topic;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile @Nullable Exception lost;

    KafkaPublisher(String kafka, Topics topics, Training training, long pauseMs, AtomicBoolean hurry) {
        super(training, pauseMs, hurry);
        Map<String, Object> settings = new HashMap<>(KafkaConnection.to(kafka).producer());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
        producer = new KafkaProducer<>(settings);
        topic = topics.snapshots();
    }

    @Override
    void begin() {
        send(training().startRecord(), false);
        producer.flush();
    }

    @Override
    void row(int row, float[] values) {
        send(training().records(row, values).get(0), true);
        send(training().records(row, values).get(1), false);
    }

    private void send(Record record, boolean counts) {
        producer.send(new ProducerRecord<>(topic, training().run(), record.toByteArray()), (metadata, failure) -> {
            if (failure != null) {
                lost = failure;
            } else if (counts) {
                acknowledged.incrementAndGet();
            }
        });
    }

    @Override
    void end() throws Exception {
        send(Training.endRecord(), false);
        producer.flush();
        Exception failed = lost;
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    int acknowledged(int sentRows) {
        return acknowledged.get();
    }

    @Override
    public void close() {
        super.close();
        producer.close(java.time.Duration.ZERO);
    }
}
