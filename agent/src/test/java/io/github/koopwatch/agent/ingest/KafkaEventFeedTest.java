/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.v1.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaEventFeedTest {
    private static final String TOPIC = "koopwatch.events.v1";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final long END = 40;

    private final List<MockConsumer<byte[], byte[]>> consumers = new CopyOnWriteArrayList<>();
    private final Map<Integer, Boolean> topicThere = new ConcurrentHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private @Nullable KafkaEventFeed feed;

    @AfterEach
    void close() {
        if (feed != null) {
            feed.close();
        }
    }

    @Test
    void follow_fromTheEnd_passesOnWhatComesAfter() {
        open();
        subscribe("r42", 5);
        say(END, event("e1", "r42", 5));
        say(END + 1, event("e2", "r42", 6));
        say(END + 2, event("e3", "r43", 5));
        say(END + 3, event("e4", null, 0));
        say(END + 4, event("e5", "r42", 5));
        awaitHeard("e1", "e5");
    }

    @Test
    void pass_anEvent_keepsItsJsonAsItIs() {
        open();
        List<Event> events = new CopyOnWriteArrayList<>();
        feed().subscribe("r42", 5, events::add);
        byte[] json = event("e1", "r42", 5);
        say(END, json);
        await().until(() -> !events.isEmpty());
        assertThat(events.get(0).getJson()).isEqualTo(new String(json, StandardCharsets.UTF_8));
    }

    @Test
    void follow_poison_isSkipped() {
        open();
        subscribe("r42", 5);
        say(END, "not json".getBytes(StandardCharsets.UTF_8));
        say(END + 1, new byte[0]);
        say(END + 2, null);
        say(END + 3, "null".getBytes(StandardCharsets.UTF_8));
        say(END + 4, event("e1", "r42", 5));
        awaitHeard("e1");
    }

    @Test
    void subscription_closed_hearsNoMoreAndTheOthersDo() {
        open();
        EventFeed.Subscription first = feed().subscribe("r42", 5, e -> heard.add("first " + e.getId()));
        feed().subscribe("r42", 5, e -> heard.add("second " + e.getId()));
        first.close();
        first.close();
        say(END, event("e1", "r42", 5));
        awaitHeard("second e1");
    }

    @Test
    void follow_afterAnError_goesOnWhereItWas() {
        open();
        subscribe("r42", 5);
        say(END, event("e1", "r42", 5));
        awaitHeard("e1");
        consumers.get(0).setPollException(new KafkaException("the broker went away"));
        await().until(() -> consumers.size() == 2 && consumers.get(1).position(PARTITION) == END + 1);
        consumers.get(1).addRecord(record(END + 1, event("e2", "r42", 5)));
        awaitHeard("e1", "e2");
    }

    @Test
    void follow_topicNotThereYet_waitsForIt() {
        topicThere.put(0, false);
        feed = new KafkaEventFeed(TOPIC, this::consumer);
        await().until(() ->
                consumers.size() == 2 && consumers.get(1).assignment().size() == 1);
        assertThat(consumers.get(0).closed()).isTrue();
    }

    @Test
    void settings_readCommittedWithoutAGroup() {
        Map<String, Object> settings = KafkaEventFeed.settings(Map.of("bootstrap.servers", "localhost:1"));
        assertThat(settings)
                .containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .doesNotContainKey(ConsumerConfig.GROUP_ID_CONFIG);
    }

    private void open() {
        feed = new KafkaEventFeed(TOPIC, this::consumer);
        await().until(() ->
                consumers.size() == 1 && consumers.get(0).assignment().size() == 1);
    }

    private KafkaEventFeed feed() {
        KafkaEventFeed open = feed;
        if (open == null) {
            throw new IllegalStateException("expected an open feed");
        }
        return open;
    }

    private void subscribe(String run, long incarnation) {
        feed().subscribe(run, incarnation, e -> heard.add(e.getId()));
    }

    private void awaitHeard(String... ids) {
        await().untilAsserted(() -> assertThat(heard).containsExactly(ids));
    }

    private void say(long offset, byte @Nullable [] json) {
        consumers.get(0).addRecord(record(offset, json));
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] json) {
        return new ConsumerRecord<>(TOPIC, 0, offset, new byte[0], json);
    }

    private MockConsumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        if (topicThere.getOrDefault(consumers.size(), true)) {
            Node node = new Node(0, "localhost", 1);
            consumer.updatePartitions(
                    TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
            consumer.updateEndOffsets(Map.of(PARTITION, END));
        }
        consumers.add(consumer);
        return consumer;
    }

    private static byte[] event(String id, @Nullable String run, long incarnation) {
        return Json.write(new ChangeEvent(
                id,
                run,
                "default",
                null,
                "weights",
                null,
                incarnation,
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
                "the run has stopped"));
    }
}
