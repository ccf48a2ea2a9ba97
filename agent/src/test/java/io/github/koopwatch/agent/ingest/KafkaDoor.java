/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.streams.Drop;
import io.github.koopwatch.streams.MonitorTopology;
import io.github.koopwatch.streams.PipelineCounters;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The other door, and all that is behind both: the topology, without a broker. */
final class KafkaDoor implements AutoCloseable {
    static final Topics TOPICS = new Topics("koopwatch");

    private final List<String> counted = new ArrayList<>();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> input;
    private final TestOutputTopic<byte[], byte[]> dead;

    KafkaDoor() {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, "door");
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        driver = new TopologyTestDriver(MonitorTopology.build(TOPICS, counters()), p, Instant.ofEpochMilli(0));
        input = driver.createInputTopic(TOPICS.snapshots(), new ByteArraySerializer(), new ByteArraySerializer());
        dead = driver.createOutputTopic(TOPICS.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What became of the record: ok, or the reason in the headers of its dead letter. */
    String send(String key, Record record, Instant time) {
        return send(key.getBytes(StandardCharsets.UTF_8), record.toByteArray(), time);
    }

    String send(byte @Nullable [] key, byte @Nullable [] value, Instant time) {
        input.pipeInput(new TestRecord<>(key, value, time));
        List<TestRecord<byte[], byte[]>> letters = dead.readRecordsToList();
        assertThat(letters).hasSizeLessThanOrEqualTo(1);
        return letters.isEmpty() ? "ok" : header(letters.get(0), "koopwatch-reason");
    }

    static String header(TestRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** What was dropped behind the doors, in order. */
    List<String> dropped() {
        return counted;
    }

    /** Every document that went to a topic so far, in order; only once. */
    List<String> documents(String topic) {
        return driver
                .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .map(r -> r.value() == null ? "gone" : new String(r.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private PipelineCounters counters() {
        return new PipelineCounters() {
            @Override
            public void accepted() {}

            @Override
            public void rejected(Reason reason) {}

            @Override
            public void dropped(Drop why) {
                counted.add(why.name().toLowerCase(Locale.ROOT));
            }

            @Override
            public void deadLetter(Reason reason) {}

            @Override
            public void groupFull() {}
        };
    }

    @Override
    public void close() {
        driver.close();
    }
}
