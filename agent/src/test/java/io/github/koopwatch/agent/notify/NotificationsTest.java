/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.agent.broker.SharedBroker;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.agent.readmodel.Samples;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a real events topic to real receivers that go and come back. */
class NotificationsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Topics topics = new Topics("notify-" + System.nanoTime());
    private final KafkaConnection kafka = KafkaConnection.to(SharedBroker.bootstrap());
    private final KafkaProducer<String, byte[]> topology = kafka.openProducer();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<ChangeEvent> firing = new CopyOnWriteArrayList<>();

    @BeforeEach
    void topics() {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.ensure(topics, 2, (short) 1);
        }
    }

    @AfterEach
    void close() {
        topology.close();
    }

    private Notifications start(List<URI> webhooks, Optional<URI> alertmanager) {
        NotifySettings settings = new NotifySettings(
                webhooks,
                Optional.empty(),
                alertmanager,
                Optional.empty(),
                Severity.WARNING,
                Optional.empty(),
                Optional.empty());
        return Notifications.start(
                settings,
                Links.to("http://page.example"),
                topics,
                kafka.consumer(),
                "test",
                () -> firing,
                Clock.systemUTC(),
                registry);
    }

    private void fire(long... steps) {
        LongStream.of(steps)
                .mapToObj(step -> Samples.alert("r" + step % 5, "Stall", step, "firing"))
                .forEach(e -> topology.send(new ProducerRecord<>(topics.events(), e.run(), Json.write(e))));
        topology.flush();
    }

    private static Set<Long> steps(Receiver receiver) {
        return receiver.requests.stream()
                .map(r -> r.body().get("step").asLong())
                .collect(Collectors.toSet());
    }

    private static void awaitSteps(Receiver receiver, Long... steps) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(steps(receiver)).contains(steps));
    }

    @Test
    void everyAlarm_arrives_thoughReceiverAndProcessGoAndComeBack() {
        int port;
        try (Receiver first = new Receiver();
                Notifications all = start(List.of(first.address("/")), Optional.empty())) {
            port = first.port();
            fire(1, 2, 3);
            awaitSteps(first, 1L, 2L, 3L);
            first.close();
            fire(4, 5);
            await().atMost(LIMIT)
                    .until(() -> registry.get("koopwatch.notifications")
                                    .tag("outcome", "failed")
                                    .counter()
                                    .count()
                            > 0);
            try (Receiver back = new Receiver(port)) {
                awaitSteps(back, 4L, 5L);
                assertThat(steps(back)).doesNotContain(1L, 2L, 3L);
            }
            fire(6);
        }
        fire(7); // nobody is there to hear
        try (Receiver later = new Receiver(port);
                Notifications again = start(List.of(later.address("/")), Optional.empty())) {
            awaitSteps(later, 6L, 7L);
            assertThat(steps(later)).doesNotContain(1L, 2L, 3L, 4L, 5L);
        }
    }

    @Test
    void receiverThatIsDead_keepsNobodyElseFromHearing() {
        try (Receiver alive = new Receiver()) {
            Receiver dead = new Receiver();
            dead.close();
            try (Notifications all = start(List.of(dead.address("/"), alive.address("/")), Optional.empty())) {
                fire(1, 2);
                awaitSteps(alive, 1L, 2L);
            }
        }
    }

    @Test
    void alarmOfSilence_isTold_andRubbishOnTheTopicPassedBy() {
        try (Receiver receiver = new Receiver();
                Notifications all = start(List.of(receiver.address("/")), Optional.empty())) {
            topology.send(new ProducerRecord<>(topics.events(), "r", new byte[] {1, 2, 3}));
            topology.send(new ProducerRecord<>(topics.events(), "r", "{}".getBytes(StandardCharsets.UTF_8)));
            all.raise(Samples.alert("r", "RunStale", 77, "firing"));
            fire(5);
            awaitSteps(receiver, 77L, 5L);
            assertThat(receiver.requests).hasSize(2);
        }
    }

    @Test
    void alertmanager_isToldAndRemindedOfWhatFires() {
        firing.add(Samples.alert("r", "NonFinite", 3, "firing"));
        try (Receiver receiver = new Receiver();
                Notifications all = start(List.of(), Optional.of(receiver.address("/am/")))) {
            fire(1);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(receiver.requests.stream()
                                    .map(r -> r.body()
                                            .get(0)
                                            .at("/labels/alertname")
                                            .asText()))
                            .contains("KoopwatchStall", "KoopwatchNonFinite"));
            assertThat(receiver.requests.get(0).path()).isEqualTo("/am/api/v2/alerts");
        }
    }
}
