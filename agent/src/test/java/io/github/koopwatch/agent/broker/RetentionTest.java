/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.Retention;
import io.github.koopwatch.contract.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the topics keep on disk, on a real broker. */
class RetentionTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int MIB = 1 << 20;

    @TempDir
    Path data;

    private static void fill(String bootstrap, String topic, int mib) {
        try (KafkaProducer<String, byte[]> producer =
                KafkaConnection.to(bootstrap).openProducer()) {
            for (int i = 0; i < mib * 4; i++) {
                producer.send(new ProducerRecord<>(topic, "r", new byte[MIB / 4]));
            }
            producer.flush();
        }
    }

    /** Bytes of a topic's segments, those that are about to be deleted included. */
    private long onDisk(String topic) {
        try (Stream<Path> files = Files.walk(data.resolve("broker"))) {
            return files.filter(f -> Objects.requireNonNull(f.getParent())
                            .getFileName()
                            .toString()
                            .startsWith(topic + "-"))
                    .filter(f -> f.toString().contains(".log"))
                    .mapToLong(RetentionTest::size)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return Long.MAX_VALUE; // a file went while it was looked at
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void topic_overItsBytes_shrinksToThemAndOneSegment_andSoDoesOneThatIsGivenLessLater() throws Exception {
        Retention small = new Retention(Duration.ofHours(1), 4L * MIB);
        Topics before = new Topics("less");
        Topics after = new Topics("less", small, small);
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, "127.0.0.1", 0);
                TopicAdmin admin = TopicAdmin.open(KafkaConnection.to(broker.bootstrap()))) {
            admin.ensure(before, 1, (short) 1);
            fill(broker.bootstrap(), before.snapshots(), 12);
            assertThat(onDisk(before.snapshots())).isGreaterThanOrEqualTo(12L * MIB);
            admin.retain(after);
            fill(broker.bootstrap(), before.snapshots(), 20); // closes the segment of before
            long limit = small.bytes() + Long.parseLong(small.settings().get("segment.bytes"));
            await().atMost(LONG).until(() -> onDisk(after.snapshots()) <= limit);
            assertThat(onDisk(after.snapshots())).isPositive();
        }
    }
}
