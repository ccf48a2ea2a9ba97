/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.agent.client.Refused;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Snapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service on a real broker, from the doors to the metric. */
class ServiceTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long BORN = 1_700_000_000_000L;

    @TempDir
    static Path data;

    private static Service service;
    private static Api api;

    @BeforeAll
    static void start() {
        service = Service.start(settings(Optional.empty(), EnumSet.allOf(Role.class), data.resolve("all")));
        await().atMost(LIMIT).until(service::ready);
        service.serve();
        api = new Api(service.endpoints().http());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static ServiceSettings settings(Optional<String> kafka, Set<Role> roles, Path directory) {
        return new ServiceSettings(
                kafka,
                new Properties(),
                roles,
                directory,
                "127.0.0.1",
                false,
                0,
                0,
                0,
                new Topics(Topics.DEFAULT_PREFIX),
                4,
                1,
                1);
    }

    private static PublishingClient client(String run, int dimension) {
        return PublishingClient.open(service.endpoints().grpc(), Trainings.start(run, dimension), BORN);
    }

    private static void publish(String run, float[][] rows) throws InterruptedException {
        try (PublishingClient client = client(run, rows[0].length)) {
            for (int t = 0; t < rows.length; t++) {
                client.snapshot("weights", t, rows[t]);
            }
            assertThat(client.finish(LIMIT)).isTrue();
            assertThat(client.refusals()).isEmpty();
        }
    }

    @Test
    void liveEqualsOffline_andMetricsStayWhenTheRunHasEnded() throws InterruptedException {
        float[][] rows = Trainings.walk(1, 260, 40);
        publish("walk", rows);
        Trainings.assertSame(api.spectraUntil("walk", 259), Trainings.offline("walk", BORN, 0, rows));
        RunState state = api.runUntil("walk", r -> r.state().equals("ended"));
        assertThat(state.lastStep()).isEqualTo(259);
        assertThat(api.metric("koopwatch_run_step\\{[^}]*run=\"walk\"")).isEqualTo(259);
        assertThat(api.metric("koopwatch_run_info\\{[^}]*run=\"walk\"[^}]*state=\"ended\""))
                .isEqualTo(1);
    }

    @Test
    void knownLinearSystem_showsItsEigenvaluesInTheMetrics() throws InterruptedException {
        publish("linear", Trainings.linearSystem(3, 260, 40));
        api.spectraUntil("linear", 259);
        List<double[]> seen = new ArrayList<>();
        for (int mode = 0; mode < 10; mode++) {
            String labels = "\\{mode=\"0" + mode + "\",observable=\"weights\",run=\"linear\"";
            seen.add(new double[] {
                api.metric("koopwatch_eigenvalue_real" + labels), api.metric("koopwatch_eigenvalue_imag" + labels)
            });
        }
        double re = 0.998 * Math.cos(0.3);
        double im = 0.998 * Math.sin(0.3);
        for (double[] truth : new double[][] {{re, im}, {re, -im}, {0.99, 0}, {0.97, 0}}) {
            assertThat(seen)
                    .as("%s", Arrays.toString(truth))
                    .anySatisfy(mode -> assertThat(Math.hypot(mode[0] - truth[0], mode[1] - truth[1]))
                            .isLessThan(1e-4));
        }
    }

    @Test
    void badSnapshots_areRefusedWithExpectedAndActual_andHarmNobodyElse() throws InterruptedException {
        try (PublishingClient odd = client("odd", 6)) {
            odd.snapshot("weights", 0, new float[6]);
            odd.snapshot("weights", 1, new float[] {1, 2, Float.NaN, 4, 5, 6});
            odd.snapshot("weights", 2, new float[7]);
            odd.snapshot("biases", 3, new float[6]);
            odd.snapshot("weights", 4, new float[6]);
            assertThat(odd.finish(LIMIT)).isTrue();
            assertThat(odd.refusals())
                    .extracting(Refused::reason)
                    .containsExactly(
                            Reason.REASON_NOT_FINITE, Reason.REASON_DIMENSION, Reason.REASON_UNKNOWN_OBSERVABLE);
            assertThat(odd.refusals().get(0).text()).contains("value 2", "NaN");
            assertThat(odd.refusals().get(1).text()).contains("6 float32", "7 float32");
            assertThat(odd.refusals().get(2).text()).contains("'weights'", "'biases'");
        }
        RunState state = api.runUntil("odd", r -> r.state().equals("ended"));
        assertThat(state.rejected()).isEqualTo(3);
        assertThat(state.lastStep()).isEqualTo(4);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(api.events("odd"))
                        .extracting(ChangeEvent::kind)
                        .containsExactly("NonFinite"));
    }

    @Test
    void stepThatGoesBack_isANewIncarnationWithWindowsOfItsOwn() throws InterruptedException {
        float[][] again = Trainings.walk(5, 120, 8);
        try (PublishingClient client = client("back", 8)) {
            float[][] rows = Trainings.walk(4, 120, 8);
            for (int t = 0; t < 120; t++) {
                client.snapshot("weights", 500 + t, rows[t]);
            }
            for (int t = 0; t < 120; t++) {
                client.snapshot("weights", 100 + t, again[t]);
            }
            assertThat(client.finish(LIMIT)).isTrue();
        }
        List<WindowSpectrum> windows = api.spectraUntil("back", 219);
        Trainings.assertSame(windows, Trainings.offline("back", BORN + 1, 100, again));
        assertThat(windows).allSatisfy(w -> assertThat(w.incarnation()).isGreaterThan(BORN));
    }

    @Test
    void armsOfAGroup_areComparedWhileTheyTrain() throws InterruptedException {
        List<PublishingClient> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String run = (i < 4 ? "slow" : "fast") + i;
            RunStart start = Trainings.start(run, 8).toBuilder()
                    .setGroup("sweep")
                    .setArm(run.substring(0, 4))
                    .build();
            runs.add(PublishingClient.open(service.endpoints().grpc(), start, BORN + i));
        }
        List<float[][]> rows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rows.add(Trainings.contraction(i, 110, 8, i < 4 ? 0.95 : 0.5));
        }
        for (int t = 0; t < 110; t++) {
            for (int i = 0; i < 8; i++) {
                runs.get(i).snapshot("weights", t, rows.get(i)[t]);
            }
        }
        ChangeEvent event = api.groupEventUntil("sweep", "RunsDiverged");
        assertThat(event.step()).isEqualTo(99);
        assertThat(event.message()).contains("arms fast and slow", "4 and 4 replicas");
        for (PublishingClient run : runs) {
            assertThat(run.finish(LIMIT)).isTrue();
            run.close();
        }
        api.spectraUntil("slow3", 109);
        api.spectraUntil("fast7", 109);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                api.metric("koopwatch_pair_distance\\{group=\"sweep\",other=\"slow3\",run=\"fast7\""))
                        .isEqualTo(offlineW1("fast7", rows.get(7), "slow3", rows.get(3))));
        assertThat(api.metric("koopwatch_arm_p_value\\{arm=\"fast\",group=\"sweep\",other=\"slow\""))
                .isEqualTo(2 / 70.0);
        assertThat(api.get("/api/v1/groups/sweep").body())
                .contains("\"verdict\":\"different\"", "\"null_source\":\"replicas\"");
    }

    private static double offlineW1(String run, float[][] rows, String other, float[][] otherRows) {
        return Wasserstein.w1(newest(run, rows), newest(other, otherRows));
    }

    private static Eigenvalues newest(String run, float[][] rows) {
        List<WindowSpectrum> windows = Trainings.offline(run, BORN, 0, rows);
        return Eigenvalues.of(windows.get(windows.size() - 1).eigenvalues().toArray(new double[0][]));
    }

    @Test
    void plainKafkaProducer_isTreatedLikeTheGrpcDoor() {
        float[][] rows = Trainings.walk(6, 130, 5);
        double accepted = api.metric("koopwatch_snapshots_accepted_total\\{door=\"kafka\"");
        double rejected = api.metric("koopwatch_snapshots_rejected_total\\{door=\"kafka\",reason=\"not_finite\"");
        try (KafkaProducer<String, byte[]> producer =
                KafkaConnection.to(service.endpoints().kafka()).openProducer()) {
            send(producer, "direct", Record.newBuilder().setStart(Trainings.start("direct", 5)));
            for (int t = 0; t < 130; t++) {
                send(producer, "direct", snapshot(t, Float32.bytes(rows[t])));
            }
            send(producer, "direct", snapshot(130, Float32.bytes(new float[] {1, 2, 3, 4, Float.NaN})));
            send(producer, "direct", Record.newBuilder().setEnd(RunEnd.getDefaultInstance()));
            producer.send(new ProducerRecord<>("koopwatch.snapshots.v1", "direct", new byte[] {9, 9, 9}));
        }
        Trainings.assertSame(api.spectraUntil("direct", 129), Trainings.offline("direct", BORN, 0, rows));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(deadLetters("direct")).containsExactly("not_finite", "malformed"));
        assertThat(api.metric("koopwatch_snapshots_accepted_total\\{door=\"kafka\"") - accepted)
                .isEqualTo(130);
        assertThat(api.metric("koopwatch_snapshots_rejected_total\\{door=\"kafka\",reason=\"not_finite\"") - rejected)
                .isEqualTo(1);
    }

    private static Record.Builder snapshot(long step, ByteString values) {
        return Record.newBuilder()
                .setSnapshot(Snapshot.newBuilder()
                        .setObservable("weights")
                        .setStep(step)
                        .setValues(values));
    }

    private static void send(KafkaProducer<String, byte[]> producer, String run, Record.Builder record) {
        producer.send(new ProducerRecord<>(
                "koopwatch.snapshots.v1",
                run,
                record.setIncarnation(BORN).build().toByteArray()));
    }

    /** Reasons of the dead letters of a run, in order. */
    private static List<String> deadLetters(String run) {
        try (KafkaConsumer<String, byte[]> consumer =
                KafkaConnection.to(service.endpoints().kafka()).openConsumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor("koopwatch.dlq.v1").stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<String> reasons = new ArrayList<>();
            for (int polls = 0; polls < 5; polls++) {
                for (ConsumerRecord<String, byte[]> r : consumer.poll(Duration.ofMillis(200))) {
                    if (run.equals(r.key())) {
                        reasons.add(new String(
                                r.headers().lastHeader("koopwatch-reason").value(), StandardCharsets.UTF_8));
                    }
                }
            }
            return reasons;
        }
    }

    @Test
    void anotherProcess_joinsByKafka_withoutABrokerOfItsOwn() {
        Set<Role> ui = EnumSet.of(Role.UI);
        try (Service second =
                Service.start(settings(Optional.of(service.endpoints().kafka()), ui, data.resolve("second")))) {
            await().atMost(LIMIT).until(second::ready);
            assertThat(second.endpoints().grpc()).isEqualTo("-");
            assertThat(new Api(second.endpoints().http()).get("/healthz").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void readiness_namesItsConditions() {
        assertThat(api.get("/readyz").body()).contains("tasks restored", "read model caught up", "input not waiting");
        assertThat(api.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void settingsThatDoNotGoTogether_areBadInput() {
        assertThatThrownBy(() -> settings(Optional.of("h:1"), EnumSet.allOf(Role.class), data))
                .isInstanceOf(BadInput.class)
                .hasMessage("roles: expected no broker together with --kafka, got both");
        assertThatThrownBy(() -> settings(Optional.empty(), EnumSet.of(Role.UI), data))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("kafka: expected --kafka HOST:PORT");
        assertThatThrownBy(() -> new ServiceSettings(
                        Optional.empty(),
                        new Properties(),
                        EnumSet.allOf(Role.class),
                        data,
                        "0.0.0.0",
                        false,
                        0,
                        0,
                        0,
                        new Topics("koopwatch"),
                        1,
                        1,
                        1))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--allow-insecure-bind");
    }
}
