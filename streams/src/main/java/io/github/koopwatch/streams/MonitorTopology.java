/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Topics;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology as one pure function of the topics' names. Every processor and store is named: names are in changelogs. Two
 * parts with a topic between them: runs, keyed by run, tell their group, keyed by group. They share no sink, so that their
 * tasks are spread one by one.
 */
public final class MonitorTopology {
    static final String STORE = "runs";
    static final String SPECTRA = "spectra-sink";
    static final String DISTANCES = "distances-sink";
    static final String EVENTS = "events-sink";
    static final String RUNS = "runs-sink";
    static final String DEAD_LETTERS = "dead-letters-sink";
    static final String GROUP_INPUTS = "group-inputs-sink";
    static final String GROUP_STORE = "groups";
    static final String GROUP_DISTANCES = "group-distances-sink";
    static final String GROUP_EVENTS = "group-events-sink";
    static final String GROUP_DEAD_LETTERS = "group-dead-letters-sink";

    private static final String SOURCE = "snapshots-source";
    private static final String MONITOR = "monitor";
    private static final String GROUP_SOURCE = "group-inputs-source";
    private static final String COMPARE = "compare";
    /** Small segments: a changelog of small values is compacted soon, so that a restore stays short. */
    private static final Map<String, String> CHANGELOG =
            Map.of("segment.bytes", Integer.toString(32 << 20), Topics.LATEST_TIMESTAMP, Topics.ANY_TIMESTAMP);

    private MonitorTopology() {}

    /** With the standard limits. */
    public static Topology build(Topics topics, PipelineCounters counters) {
        return build(topics, counters, RunLimits.standard());
    }

    public static Topology build(Topics topics, PipelineCounters counters, RunLimits limits) {
        return build(
                topics.snapshots(),
                topics,
                () -> new RunProcessor(counters, limits),
                () -> new GroupProcessor(counters));
    }

    /** The same sources, stores and sinks with so much of the work between them, for a benchmark. */
    static Topology partial(String snapshots, Topics results, Work work, LongConsumer nanos) {
        return work == Work.EVERYTHING
                ? build(
                        snapshots,
                        results,
                        () -> new TimedProcessor(new RunProcessor(PipelineCounters.NONE, RunLimits.standard()), nanos),
                        () -> new GroupProcessor(PipelineCounters.NONE))
                : build(
                        snapshots,
                        results,
                        () -> new TimedProcessor(new PartialProcessor(work), nanos),
                        () -> new PartialProcessor(Work.NOTHING));
    }

    private static Topology build(String snapshots, Topics topics, Way monitor, Way compare) {
        Topology topology = new Topology();
        source(topology, SOURCE, snapshots);
        topology.addProcessor(MONITOR, monitor, SOURCE);
        topology.addStateStore(store(STORE), MONITOR);
        sink(topology, MONITOR, SPECTRA, topics.spectra());
        sink(topology, MONITOR, DISTANCES, topics.distances());
        sink(topology, MONITOR, EVENTS, topics.events());
        sink(topology, MONITOR, RUNS, topics.runs());
        sink(topology, MONITOR, DEAD_LETTERS, topics.deadLetters());
        sink(topology, MONITOR, GROUP_INPUTS, topics.groupInputs());
        source(topology, GROUP_SOURCE, topics.groupInputs());
        topology.addProcessor(COMPARE, compare, GROUP_SOURCE);
        topology.addStateStore(store(GROUP_STORE), COMPARE);
        sink(topology, COMPARE, GROUP_DISTANCES, topics.distances());
        sink(topology, COMPARE, GROUP_EVENTS, topics.events());
        sink(topology, COMPARE, GROUP_DEAD_LETTERS, topics.deadLetters());
        return topology;
    }

    private interface Way extends ProcessorSupplier<byte[], byte[], byte[], byte[]> {}

    private static void source(Topology topology, String name, String topic) {
        topology.addSource(name, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
    }

    private static void sink(Topology topology, String parent, String name, String topic) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG)
                .withCachingDisabled();
    }
}
