/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.RealDoor.LONG;
import static io.github.koopwatch.agent.ingest.RealDoor.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.broker.SharedBroker;
import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a client to a real broker and back. */
class DoorOnBrokerTest {
    private final RealDoor door;

    DoorOnBrokerTest() throws Exception {
        door = new RealDoor(SharedBroker.bootstrap(), "door", Map.of());
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void finish_everythingAcked_isInTheLogInOrder() throws Exception {
        try (PublishingClient client = door.client("ordered")) {
            publish(client, 0, 500);
            assertThat(client.finish(LONG)).isTrue();
        }
        assertThat(door.steps("ordered"))
                .isEqualTo(LongStream.range(0, 500).boxed().toList());
    }

    @Test
    void event_onTheTopic_reachesTheClient() throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", SharedBroker.bootstrap());
        try (PublishingClient client = door.client("watched");
                Producer<byte[], byte[]> topology = new KafkaProducer<>(KafkaSnapshotProducer.settings(kafka))) {
            publish(client, 0, 1);
            await().atMost(LONG).until(() -> door.steps("watched").size() == 1);
            topology.send(new ProducerRecord<>(door.topics.events(), Json.write(stall("watched"))));
            topology.flush();
            await().atMost(LONG).until(() -> client.events().equals(List.of(stall("watched"))));
        }
    }

    private static ChangeEvent stall(String run) {
        return new ChangeEvent(
                "e1",
                run,
                "default",
                null,
                "weights",
                null,
                5,
                "Stall",
                "stop",
                null,
                7,
                5,
                "energy",
                1,
                2,
                "warning",
                "firing",
                false,
                "the run has stopped");
    }
}
