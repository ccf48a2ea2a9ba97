/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.streams.MonitorTopology;
import io.github.koopwatch.streams.PipelineCounters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology without Kafka: what it makes of records that nothing comes between. */
final class Bench implements AutoCloseable {
    private static final Instant ANY = Instant.ofEpochMilli(5);

    private final TopologyTestDriver driver;
    private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();
    private final Map<String, TestOutputTopic<String, byte[]>> outputs = new HashMap<>();
    private final Map<String, Map<String, List<byte[]>>> values = new HashMap<>();

    Bench(Topics topics) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, "undisturbed");
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        driver = new TopologyTestDriver(MonitorTopology.build(topics, PipelineCounters.NONE), p, ANY);
        for (String input : List.of(topics.snapshots(), topics.groupInputs())) {
            inputs.put(input, driver.createInputTopic(input, new StringSerializer(), new ByteArraySerializer()));
        }
        for (String output :
                List.of(topics.spectra(), topics.distances(), topics.events(), topics.runs(), topics.groupInputs())) {
            outputs.put(
                    output, driver.createOutputTopic(output, new StringDeserializer(), new ByteArrayDeserializer()));
        }
    }

    void pipe(String topic, String key, byte[] value) {
        Objects.requireNonNull(inputs.get(topic)).pipeInput(new TestRecord<>(key, value, ANY));
    }

    /** Takes in what has come out since. */
    void drain() {
        outputs.forEach((topic, output) -> output.readKeyValuesToList()
                .forEach(kv -> values.computeIfAbsent(topic, t -> new HashMap<>())
                        .computeIfAbsent(kv.key, k -> new ArrayList<>())
                        .add(kv.value)));
    }

    List<byte[]> values(String topic, String key) {
        return values.getOrDefault(topic, Map.of()).getOrDefault(key, List.of());
    }

    static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        driver.close();
    }
}
