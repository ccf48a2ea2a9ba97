/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.scalars;
import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that the topology fires while the client is connected. */
class EventPassingTest {
    private final TestDoor door = new TestDoor(FakeProducer.immediate());

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void event_ofThisRunAndIncarnation_isPassedOn() throws InterruptedException {
        try (TestClient client = door.client()) {
            client.send(start(1, 1));
            await().until(() -> client.acked() == 1);
            door.feed.say("r42", Requests.INCARNATION, "mine");
            door.feed.say("r42", 6, "later");
            door.feed.say("other", Requests.INCARNATION, "another's");
            door.feed.say("r42", Requests.INCARNATION, "mine too");
            await().until(() -> client.events().size() == 2);
            assertThat(client.events()).containsExactly("mine", "mine too");
        }
    }

    @Test
    void event_afterARaisedIncarnation_isThatIncarnations() throws InterruptedException {
        try (TestClient client = door.client()) {
            client.send(start(1, 1), start(2, 1).toBuilder().setIncarnation(6).build());
            await().until(() -> client.acked() == 2);
            assertThat(door.feed.listeners()).containsExactly("r42/6");
            client.send(scalars(3));
            await().until(() -> client.acked() == 3);
            assertThat(door.feed.listeners()).as("a late message of before").containsExactly("r42/6");
        }
    }

    @Test
    void listener_streamOver_isGone() throws InterruptedException {
        try (TestClient client = door.client()) {
            client.send(start(1, 1));
            await().until(() -> client.acked() == 1);
            assertThat(door.feed.listeners()).containsExactly("r42/5");
            client.halfClose();
            await().until(() -> client.over() != null);
            assertThat(door.feed.listeners()).isEmpty();
        }
    }

    @Test
    void events_clientDoesNotRead_keepTheNewestAndCountTheRest() throws InterruptedException {
        int many = 5000;
        try (TestClient client = TestClient.thatDoesNotRead(door.server)) {
            client.send(start(1, 1));
            await().until(() -> !door.feed.listeners().isEmpty());
            String padding = "x".repeat(100);
            for (int i = 0; i < many; i++) {
                door.feed.say("r42", Requests.INCARNATION, i + padding);
            }
            double dropped = door.metric("koopwatch_ingest_events_dropped_total");
            assertThat(dropped).isPositive();
            client.read(Integer.MAX_VALUE);
            await().until(() -> client.events().size() == many - (int) dropped);
            assertThat(client.events()).last().isEqualTo(many - 1 + padding);
        }
    }
}
