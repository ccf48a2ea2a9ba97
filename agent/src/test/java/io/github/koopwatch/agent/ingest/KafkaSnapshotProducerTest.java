/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaSnapshotProducerTest {
    private final List<Mock> lives = new CopyOnWriteArrayList<>();
    private final KafkaSnapshotProducer producer = new KafkaSnapshotProducer("koopwatch.snapshots.v1", this::newLife);

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void send_aRecord_isItsBytesUnderTheRunsName() throws Exception {
        Heard heard = new Heard();
        producer.send("r42", record(7), heard);
        await(() -> !lives.isEmpty() && lives.get(0).history().size() == 1);
        var sent = lives.get(0).history().get(0);
        assertThat(sent.topic()).isEqualTo("koopwatch.snapshots.v1");
        assertThat(new String(sent.key(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("r42");
        assertThat(Record.parseFrom(sent.value())).isEqualTo(record(7));
        assertThat(heard.words).isEmpty();
        lives.get(0).completeNext();
        assertThat(heard.words).containsExactly("durable");
    }

    @Test
    void send_many_keepsTheirOrder() {
        for (int i = 0; i < 1000; i++) {
            producer.send("r42", record(i), new Heard());
        }
        await(() -> {
            lives.get(0).completeNext();
            return lives.get(0).history().size() == 1000;
        });
        assertThat(steps(lives.get(0))).isSorted();
    }

    @Test
    void firstRecordOfARun_isAwaited_anotherRunsIsNot() {
        for (int i = 0; i < 3; i++) {
            producer.send("r42", record(i), new Heard());
        }
        producer.send("r43", record(7), new Heard());
        await(() -> !lives.isEmpty() && lives.get(0).history().size() == 2);
        assertThat(steps(lives.get(0))).containsExactly(0L, 7L);
        lives.get(0).completeNext();
        await(() -> lives.get(0).history().size() == 4);
        assertThat(steps(lives.get(0))).containsExactly(0L, 7L, 1L, 2L);
    }

    @Test
    void firstRecordOfARun_isAwaitedAgain_withANewProducer() {
        Heard idle = new Heard();
        producer.send("r42", record(0), idle);
        await(() -> !lives.isEmpty() && lives.get(0).completeNext());
        producer.send("r43", record(1), new Heard());
        await(() -> lives.get(0).history().size() == 2);
        lives.get(0).errorNext(new TimeoutException("away"));
        producer.send("r42", record(2), idle);
        producer.send("r42", record(3), idle);
        producer.send("r44", record(4), new Heard());
        await(() -> lives.size() == 2 && lives.get(1).history().size() == 2);
        assertThat(steps(lives.get(1))).containsExactly(2L, 4L);
    }

    @Test
    void failure_ofOne_endsThatProducerBeforeAnythingOvertakes() {
        Heard stream = new Heard();
        producer.send("r42", record(0), stream);
        producer.send("r42", record(1), stream);
        producer.send("r42", record(2), stream);
        await(() -> !lives.isEmpty() && lives.get(0).completeNext());
        await(() -> lives.get(0).history().size() == 3);
        lives.get(0).errorNext(new TimeoutException("30000 ms passed"));
        assertThat(lives.get(0).closed()).isTrue();
        assertThat(stream.words).containsExactly("durable", "failed: 30000 ms passed");
    }

    @Test
    void failure_thenAnotherStream_goesOnWithANewProducer() {
        Heard failed = new Heard();
        producer.send("r42", record(0), failed);
        await(() -> !lives.isEmpty() && lives.get(0).history().size() == 1);
        lives.get(0).errorNext(new TimeoutException("away"));
        Heard other = new Heard();
        producer.send("r42", record(1), failed);
        producer.send("r43", record(2), other);
        await(() -> lives.size() == 2 && lives.get(1).history().size() == 1);
        assertThat(steps(lives.get(1))).containsExactly(2L);
        assertThat(failed.words).containsExactly("failed: away", "failed: an earlier record of the stream failed");
        lives.get(1).completeNext();
        assertThat(other.words).containsExactly("durable");
    }

    @Test
    void send_noProducerCanBeMade_failsTheRecordAndTriesAgain() {
        List<String> attempts = new CopyOnWriteArrayList<>();
        try (KafkaSnapshotProducer broken = new KafkaSnapshotProducer("t", () -> {
            attempts.add("attempt");
            throw new KafkaException("no resolvable bootstrap urls");
        })) {
            Heard first = new Heard();
            Heard second = new Heard();
            broken.send("r42", record(0), first);
            broken.send("r43", record(0), second);
            await(() -> second.words.size() == 1);
            assertThat(first.words).containsExactly("failed: no resolvable bootstrap urls");
            assertThat(attempts).hasSize(2);
        }
    }

    @Test
    void send_blockedByKafka_doesNotBlockTheCaller() throws InterruptedException {
        java.util.concurrent.CountDownLatch away = new java.util.concurrent.CountDownLatch(1);
        try (KafkaSnapshotProducer slow = new KafkaSnapshotProducer("t", () -> {
            try {
                away.await();
            } catch (InterruptedException e) {
                throw new KafkaException(e);
            }
            return newLife();
        })) {
            for (int i = 0; i < 10; i++) {
                slow.send("r42", record(i), new Heard());
            }
            assertThat(lives).isEmpty();
            away.countDown();
            await(() -> lives.size() == 1 && lives.get(0).completeNext());
            await(() -> lives.get(0).history().size() == 10);
        }
    }

    @Test
    void send_afterClose_fails() {
        producer.close();
        Heard late = new Heard();
        producer.send("r42", record(0), late);
        assertThat(late.words).containsExactly("failed: the producer is closed");
    }

    @Test
    void settings_whatTheContractNeeds_cannotBeOverridden() {
        var settings = KafkaSnapshotProducer.settings(java.util.Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                "localhost:1",
                ProducerConfig.ACKS_CONFIG,
                "1",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                false,
                ProducerConfig.LINGER_MS_CONFIG,
                50));
        assertThat(settings)
                .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
                .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
                .containsEntry(ProducerConfig.LINGER_MS_CONFIG, 50);
        ProducerConfig config = new ProducerConfig(settings);
        assertThat(config.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)).isGreaterThan(1 << 20);
        assertThat(config.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG))
                .isGreaterThan(config.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG));
    }

    private Producer<byte[], byte[]> newLife() {
        Mock life = new Mock();
        lives.add(life);
        return life;
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().until(condition);
    }

    private static Record record(long step) {
        return Record.newBuilder().setMark(Mark.newBuilder().setStep(step)).build();
    }

    private static List<Long> steps(Mock life) {
        List<Long> steps = new ArrayList<>();
        life.history().forEach(r -> {
            try {
                steps.add(Record.parseFrom(r.value()).getMark().getStep());
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        });
        return steps;
    }

    private static final class Mock extends MockProducer<byte[], byte[]> {
        Mock() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }
    }

    /** A stream's ear: wants no more once something failed. */
    private static final class Heard implements SnapshotProducer.Delivery {
        private final List<String> words = new CopyOnWriteArrayList<>();

        @Override
        public boolean wanted() {
            return words.stream().noneMatch(w -> w.startsWith("failed"));
        }

        @Override
        public void durable() {
            words.add("durable");
        }

        @Override
        public void failed(Exception cause) {
            words.add("failed: " + cause.getMessage());
        }
    }
}
