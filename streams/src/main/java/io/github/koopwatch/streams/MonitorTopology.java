/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Topics;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The topology as one pure function of the topics' names. Every processor and store is named: names are in changelogs. */
public final class MonitorTopology {
    static final String STORE = "runs";
    static final String SPECTRA = "spectra-sink";
    static final String DISTANCES = "distances-sink";
    static final String EVENTS = "events-sink";
    static final String RUNS = "runs-sink";
    static final String DEAD_LETTERS = "dead-letters-sink";

    private static final String SOURCE = "snapshots-source";
    private static final String MONITOR = "monitor";
    /** Small segments: a changelog of small values is compacted soon, so that a restore stays short. */
    private static final Map<String, String> CHANGELOG = Map.of("segment.bytes", Integer.toString(32 << 20));

    private MonitorTopology() {}

    public static Topology build(Topics topics, PipelineCounters counters) {
        Topology topology = new Topology();
        topology.addSource(SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.snapshots());
        topology.addProcessor(MONITOR, () -> new RunProcessor(counters), SOURCE);
        topology.addStateStore(store(), MONITOR);
        sink(topology, SPECTRA, topics.spectra());
        sink(topology, DISTANCES, topics.distances());
        sink(topology, EVENTS, topics.events());
        sink(topology, RUNS, topics.runs());
        sink(topology, DEAD_LETTERS, topics.deadLetters());
        return topology;
    }

    private static void sink(Topology topology, String name, String topic) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), MONITOR);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG)
                .withCachingDisabled();
    }
}
