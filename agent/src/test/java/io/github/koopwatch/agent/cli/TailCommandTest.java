/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.broker.SharedBroker;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailCommandTest {
    private static final Topics TOPICS = new Topics("tail");

    private static KafkaConnection connection() {
        return KafkaConnection.to(SharedBroker.bootstrap());
    }

    @BeforeAll
    static void topics() throws Exception {
        try (TopicAdmin admin = TopicAdmin.open(connection())) {
            admin.ensure(TOPICS, 2, (short) 1);
        }
        send(TOPICS.events(), "a", "{\"id\":\"1\",\n \"run\":\"a\"}");
        send(TOPICS.events(), "a", "not \u001b[31m json");
        send(TOPICS.events(), "a", "{\"id\":\"2\"}");
        send(TOPICS.runs(), "gone\"", null);
    }

    private static void send(String topic, String key, @Nullable String value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = connection().openProducer()) {
            byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(topic, key, bytes)).get();
        }
    }

    private static CommandRun tail(String... arguments) {
        String[] all = new String[arguments.length + 4];
        System.arraycopy(new String[] {"--kafka", SharedBroker.bootstrap(), "--prefix", "tail"}, 0, all, 0, 4);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CommandRun.of(new TailCommand(), all);
    }

    @Test
    void tail_fromBeginning_printsOneLineARecordAndStopsAtTheLimit() {
        CommandRun run = tail("events", "--from-beginning", "--limit", "2");
        assertThat(run.exit()).isZero();
        assertThat(run.lines()).containsExactly("{\"id\":\"1\",  \"run\":\"a\"}", "{\"id\":\"2\"}");
    }

    @Test
    void tail_limitOfOne_printsOne() {
        assertThat(tail("events", "--from-beginning", "--limit", "1").lines()).hasSize(1);
    }

    @Test
    void tail_deletedRun_isALineToo() {
        assertThat(tail("runs", "--from-beginning", "--limit", "1").lines())
                .containsExactly("{\"key\":\"gone\\\"\",\"deleted\":true}");
    }

    @Test
    void tail_openTransaction_isNotPrintedAndNeitherIsAnAbortedOne() throws Exception {
        Map<String, Object> settings = new HashMap<>(connection().producer());
        settings.put("transactional.id", "tail-test");
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPICS.distances(), "g", "{\"w1\":1}".getBytes(StandardCharsets.UTF_8)))
                    .get();
            producer.abortTransaction();
        }
        send(TOPICS.distances(), "g", "{\"w1\":2}");
        assertThat(tail("distances", "--from-beginning", "--limit", "1").lines())
                .containsExactly("{\"w1\":2}");
    }

    @Test
    void tail_withoutFromBeginning_printsWhatComesThenEndsWhenInterrupted(@TempDir Path data) throws Exception {
        new Endpoints(Endpoints.NONE, Endpoints.NONE, SharedBroker.bootstrap()).write(data);
        CompletableFuture<CommandRun> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> ended.complete(
                CommandRun.of(new TailCommand(), "--data", data.toString(), "--prefix", "tail", "--limit", "3")));
        thread.start();
        try {
            // The command says nothing when it has taken its position, so records come until it has seen enough.
            Awaitility.await().until(() -> {
                send(TOPICS.spectra(), "a", "{\"run\":\"a\"}");
                return ended.isDone();
            });
            assertThat(ended.get().lines()).hasSize(3).containsOnly("{\"run\":\"a\"}");
        } finally {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void tail_interrupted_endsWithoutComplaint() throws Exception {
        CompletableFuture<CommandRun> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> ended.complete(tail("events", "--from-beginning")));
        thread.start();
        Thread.sleep(300);
        thread.interrupt();
        CommandRun run = ended.get(2, TimeUnit.MINUTES);
        assertThat(run.exit()).isZero();
        assertThat(run.failure()).isNull();
    }

    @Test
    void tail_configurationOfAService_isUnderstoodAndOptionsWin(@TempDir Path data) throws Exception {
        Path config = Files.writeString(
                data.resolve("service.properties"),
                "kafka=" + SharedBroker.bootstrap() + "\nprefix=nobody\npartitions=8\nkafka.client.id=me\n");
        String[] arguments = {"tail", "--config", config.toString(), "events", "--from-beginning", "--limit", "1"};
        assertThat(ConfigFile.expand(arguments)).isEqualTo(arguments);
        CommandRun run = CommandRun.of(
                new TailCommand(),
                "--config",
                config.toString(),
                "events",
                "--prefix",
                "tail",
                "--from-beginning",
                "--limit",
                "1");
        assertThat(run.lines()).hasSize(1);
        assertThat(CommandRun.of(new TailCommand(), "--config", config.toString())
                        .failure())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("nobody.spectra.v1");
        assertThat(tail("--set", "acks=1").failure())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--set");
    }

    @Test
    void tail_noSuchTopic_saysWhich() {
        CommandRun run = CommandRun.of(new TailCommand(), "--kafka", SharedBroker.bootstrap(), "--prefix", "nobody");
        assertThat(run.failure()).isInstanceOf(BadInput.class).hasMessageContaining("nobody.spectra.v1");
    }

    @Test
    void tail_badOptions_areBadInput(@TempDir Path data) {
        assertThat(tail("--limit", "0").failure()).isInstanceOf(BadInput.class).hasMessageContaining("--limit");
        assertThat(CommandRun.of(new TailCommand(), "--kafka", "h:1", "--prefix", "No!")
                        .failure())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--prefix");
        assertThat(CommandRun.of(new TailCommand(), "--data", data.toString()).failure())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("no running service known");
        assertThat(tail("--config", data.resolve("none").toString()).failure())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--config");
    }
}
