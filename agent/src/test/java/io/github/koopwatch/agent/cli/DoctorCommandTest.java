/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.broker.SharedBroker;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    Path data;

    private static KafkaConnection connection() {
        return KafkaConnection.to(SharedBroker.bootstrap());
    }

    private static Topics installed(String prefix) {
        Topics topics = new Topics(prefix);
        try (TopicAdmin admin = TopicAdmin.open(connection())) {
            admin.ensure(topics, 1, (short) 1);
        }
        return topics;
    }

    private CommandRun doctor(String prefix, String... more) throws IOException {
        if (!Files.exists(data.resolve("endpoints.properties"))) {
            new Endpoints(Endpoints.NONE, Endpoints.NONE, SharedBroker.bootstrap()).write(data);
        }
        String[] all = new String[more.length + 4];
        System.arraycopy(new String[] {"--data", data.toString(), "--prefix", prefix}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        return CommandRun.of(new DoctorCommand(), all);
    }

    @Test
    void doctor_workerThatKeepsUp_everythingIsOk() throws Exception {
        Topics topics = installed("well");
        send(topics.snapshots());
        Map<String, Object> worker = Map.of(
                "bootstrap.servers", SharedBroker.bootstrap(), "group.id", "well", "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(worker, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topics.snapshots()));
            while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {}
            consumer.commitSync();
            CommandRun run = doctor("well");
            assertThat(run.lines())
                    .hasSize(6)
                    .anySatisfy(l -> assertThat(l).startsWith("OK   broker").contains(SharedBroker.bootstrap()))
                    .anySatisfy(l -> assertThat(l).startsWith("OK   features").contains("transaction.version 2"))
                    .anySatisfy(l -> assertThat(l).startsWith("OK   topics"))
                    .anySatisfy(l -> assertThat(l).startsWith("OK   workers").contains("0 records wait"))
                    .anySatisfy(l -> assertThat(l).startsWith("OK   transactions"))
                    .anySatisfy(l -> assertThat(l).contains("disk"));
            assertThat(run.exit()).isZero();

            send(topics.snapshots()); // which this worker never takes
            assertThat(doctor("well").lines())
                    .anySatisfy(l -> assertThat(l).startsWith("WARN workers").contains("1 records wait"));
        }
    }

    private static void send(String topic) throws Exception {
        try (KafkaProducer<String, byte[]> producer = connection().openProducer()) {
            producer.send(new ProducerRecord<>(topic, "r", new byte[] {1})).get();
        }
    }

    @Test
    void doctor_nobodyWorks_warnsAndSaysWhatToDo() throws Exception {
        send(installed("idle").snapshots());
        CommandRun run = doctor("idle");
        assertThat(run.lines())
                .anySatisfy(
                        l -> assertThat(l).startsWith("WARN workers").contains("1 records wait", "--roles streams"));
        assertThat(run.exit()).isZero();
    }

    @Test
    void doctor_topicsMissing_failsWithTheirSettings() throws Exception {
        CommandRun run = doctor("absent");
        assertThat(run.lines())
                .anySatisfy(l ->
                        assertThat(l).startsWith("FAIL topics").contains("absent.runs.v1 (cleanup.policy=compact,"));
        assertThat(run.exit()).isEqualTo(1);
    }

    @Test
    void doctor_unfitTopic_fails() throws Exception {
        Topics topics = new Topics("unfit");
        try (Admin admin = connection().openAdmin()) {
            admin.createTopics(topics.all().stream()
                            .map(t -> new NewTopic(t.name(), 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        CommandRun run = doctor("unfit");
        assertThat(run.lines())
                .anySatisfy(l -> assertThat(l)
                        .startsWith("FAIL topics")
                        .contains("unfit.runs.v1 has cleanup.policy=delete, expected compact"));
        assertThat(run.exit()).isEqualTo(1);
    }

    @Test
    void doctor_noBroker_failsWithoutAskingFurther() throws Exception {
        Path config = Files.writeString(
                data.resolve("c.properties"),
                "kafka.admin.default.api.timeout.ms=1000\nkafka.admin.request.timeout.ms=1000\n");
        CommandRun run = doctor("well", "--kafka", "127.0.0.1:" + closedPort(), "--config", config.toString());
        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(0)).startsWith("FAIL broker").contains("./koopwatch up");
        assertThat(run.exit()).isEqualTo(1);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void doctor_serviceNotReady_fails() throws Exception {
        installed("ready");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int[] status = {503};
        server.createContext("/readyz", exchange -> {
            byte[] body = "restoring".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status[0], body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String http = "127.0.0.1:" + server.getAddress().getPort();
            new Endpoints(Endpoints.NONE, http, SharedBroker.bootstrap()).write(data);
            CommandRun run = doctor("ready");
            assertThat(run.lines())
                    .anySatisfy(l -> assertThat(l).startsWith("FAIL service").contains("restoring"));
            assertThat(run.exit()).isEqualTo(1);

            status[0] = 200;
            assertThat(doctor("ready").exit()).isZero();
        } finally {
            server.stop(0);
        }
        assertThat(doctor("ready").lines())
                .anySatisfy(l -> assertThat(l).startsWith("FAIL service").contains("does not answer"));
    }

    @Test
    void doctor_json_isOneDocument() throws Exception {
        CommandRun run = doctor("absent", "--json");
        assertThat(run.lines())
                .singleElement()
                .asString()
                .startsWith("{\"ok\":false,\"checks\":[{\"name\":\"broker\",\"status\":\"OK\"");
    }
}
