/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.v1.Record;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Poison on every topic of a whole service while a run is published: the run comes out as offline, and the service goes on. */
class PoisonedServiceTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final long BORN = 1_700_000_000_000L;
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    @TempDir
    Path data;

    private static byte[] poison(Random random, int i) {
        byte[] start = Record.newBuilder()
                .setIncarnation(BORN)
                .setStart(Trainings.start("stranger", 3))
                .build()
                .toByteArray();
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return switch (i % 3) {
            case 0 -> bytes;
            case 1 -> Arrays.copyOf(start, random.nextInt(start.length));
            default -> "{\"run\":null,\"eigenvalues\":[[null]],\"group\":7}".getBytes(StandardCharsets.UTF_8);
        };
    }

    @Test
    void poisonOnEveryTopic_leavesTheRunAndTheServiceAsTheyWere() throws Exception {
        try (Service service = Service.start(settings())) {
            await().atMost(LIMIT).until(service::ready);
            service.serve();
            Api api = new Api(service.endpoints().http());
            float[][] rows = Trainings.walk(3, 130, 8);
            try (KafkaProducer<byte[], byte[]> stranger = stranger(service);
                    PublishingClient client =
                            PublishingClient.open(service.endpoints().grpc(), Trainings.start("mine", 8), BORN)) {
                Random random = new Random(5);
                for (int t = 0; t < rows.length; t++) {
                    client.snapshot("weights", t, rows[t]);
                    spoil(stranger, random, t);
                }
                assertThat(client.finish(LIMIT)).isTrue();
            }
            List<WindowSpectrum> live = api.spectraUntil("mine", 129);
            Trainings.assertSame(live, Trainings.offline("mine", BORN, 0, rows));
            assertThat(api.metric("koopwatch_dead_letters_total\\{reason=\"malformed\""))
                    .isGreaterThan(50);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(api.metric("koopwatch_dead_letters_total\\{reason=\"too_large\""))
                            .isEqualTo(1));
            await().atMost(LIMIT).until(service::ready);
        }
    }

    /** On every topic, with keys of nobody; once a record that is 10 KiB packed and 10 MiB unpacked. */
    private static void spoil(KafkaProducer<byte[], byte[]> stranger, Random random, int t) {
        byte[] key = t % 5 == 0 ? null : "stranger".getBytes(StandardCharsets.UTF_8);
        for (Topics.Topic topic : TOPICS.all()) {
            byte[] lines = key == null && topic.name().equals(TOPICS.runs()) ? new byte[] {'x'} : key;
            stranger.send(new ProducerRecord<>(topic.name(), t % 4, lines, poison(random, t)));
        }
        if (t == 60) {
            stranger.send(new ProducerRecord<>(TOPICS.snapshots(), 0, new byte[] {'r'}, new byte[10 << 20]));
        }
    }

    private static KafkaProducer<byte[], byte[]> stranger(Service service) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        service.endpoints().kafka(),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "gzip",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        64 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private ServiceSettings settings() {
        return new ServiceSettings(
                Optional.empty(),
                new Properties(),
                EnumSet.allOf(Role.class),
                data,
                "127.0.0.1",
                false,
                0,
                0,
                0,
                TOPICS,
                4,
                1,
                1);
    }
}
