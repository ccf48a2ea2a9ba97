/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.broker.SharedBroker;
import io.github.koopwatch.contract.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Results bear the time of their snapshot, and a clock may have been wrong when that came: the broker has to take them. */
class TopicTimesTest {
    private static final List<Instant> TIMES = List.of(
            Instant.EPOCH,
            Instant.now().minusSeconds(600),
            Instant.now().plusSeconds(7_200),
            Instant.now().plusSeconds(10L * 365 * 86_400),
            Instant.parse("2262-01-01T00:00:00Z"));

    @Test
    void everyTopic_takesRecordsOfAnyTime() throws Exception {
        Topics topics = new Topics("times");
        try (TopicAdmin admin = TopicAdmin.open(KafkaConnection.to(SharedBroker.bootstrap()))) {
            admin.ensure(topics, 1, (short) 1);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedBroker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (Topics.Topic topic : topics.all()) {
                for (Instant time : TIMES) {
                    RecordMetadata written = producer.send(new ProducerRecord<>(
                                    topic.name(), 0, time.toEpochMilli(), new byte[] {'r'}, new byte[] {1}))
                            .get(2, TimeUnit.MINUTES);
                    assertThat(written.hasOffset())
                            .as("%s at %s", topic.name(), time)
                            .isTrue();
                }
            }
        }
    }
}
