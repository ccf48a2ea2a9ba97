/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.koopwatch.agent.broker.SharedBroker;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Retention removes rows that a worker which was away has not read: a gap like any other, which the log tells. */
class TrimmedLogTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long BORN = 1_700_000_000_000L;
    private static final String RUN = "trimmed";
    private static final Topics TOPICS = new Topics("trimmed");
    private static final int DIMENSION = 6;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final float[][] rows = Trainings.walk(4, 320, DIMENSION);

    @TempDir
    Path data;

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        root.detachAppender(log);
    }

    @Test
    void rowsThatAreGoneBeforeTheyWereRead_areAGap_andTheLogTellsSo() throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            try (Service service = start()) {
                send(producer, Record.newBuilder().setStart(Trainings.start(RUN, DIMENSION)));
                rows(producer, 0, 130);
                new Api(service.endpoints().http()).spectraUntil(RUN, 129);
            }
            rows(producer, 130, 150);
            remove(rows(producer, 150, 151));
            try (Service service = start()) {
                rows(producer, 151, 320);
                Api api = new Api(service.endpoints().http());
                Trainings.assertSame(api.spectraUntil(RUN, 319), expected());
                assertThat(api.metric("koopwatch_dead_letters_total")).isZero();
            }
        }
        assertThat(log.list)
                .anySatisfy(event -> assertThat(event.getFormattedMessage())
                        .contains("out of range", TOPICS.snapshots(), "resetting offset"));
    }

    private List<WindowSpectrum> expected() {
        long[] steps = LongStream.range(0, rows.length)
                .filter(step -> step < 130 || step >= 150)
                .toArray();
        float[][] kept = LongStream.of(steps).mapToObj(step -> rows[(int) step]).toArray(float[][]::new);
        return Trainings.offline(RUN, BORN, steps, kept);
    }

    /** All of the partition before that record. */
    private static void remove(RecordMetadata until) throws Exception {
        TopicPartition partition = new TopicPartition(until.topic(), until.partition());
        try (Admin admin = KafkaConnection.to(SharedBroker.bootstrap()).openAdmin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(until.offset())))
                    .all()
                    .get();
        }
    }

    private RecordMetadata rows(KafkaProducer<String, byte[]> producer, int from, int to) throws Exception {
        List<Record.Builder> records = IntStream.range(from, to)
                .mapToObj(t -> Record.newBuilder()
                        .setSnapshot(Snapshot.newBuilder()
                                .setObservable("weights")
                                .setStep(t)
                                .setValues(Float32.bytes(rows[t]))))
                .toList();
        RecordMetadata last = null;
        for (Record.Builder record : records) {
            last = send(producer, record);
        }
        return Objects.requireNonNull(last);
    }

    private static RecordMetadata send(KafkaProducer<String, byte[]> producer, Record.Builder record) throws Exception {
        byte[] value = record.setIncarnation(BORN).build().toByteArray();
        return producer.send(new ProducerRecord<>(TOPICS.snapshots(), RUN, value))
                .get();
    }

    private static KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedBroker.bootstrap()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private Service start() throws Exception {
        Service service = Service.start(new ServiceSettings(
                Optional.of(SharedBroker.bootstrap()),
                new Properties(),
                EnumSet.of(Role.STREAMS, Role.UI),
                data,
                "127.0.0.1",
                false,
                0,
                0,
                0,
                TOPICS,
                1,
                1,
                1));
        await().atMost(LIMIT).until(service::ready);
        service.serve();
        return service;
    }
}
