/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The windows in the topic of spectra beside those that there must be.
 *
 * @param expected of all runs
 * @param missing of them
 * @param repeated that are there more than once
 */
public record CountedWindows(long expected, long missing, long repeated) {
    private static final Duration WAIT = Duration.ofMillis(200);

    private record Window(String run, long firstStep) {}

    /** Reads the topic to its end; {@code rows} snapshots of each of so many runs were committed before. */
    static CountedWindows read(KafkaConnection kafka, Topics topics, int runs, int rows, AnalysisSettings settings)
            throws IOException {
        long each = rows < settings.window() ? 0 : (rows - settings.window()) / settings.hop() + 1;
        Set<Window> seen = new HashSet<>();
        long repeated = 0;
        try (KafkaConsumer<String, byte[]> consumer = kafka.openConsumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topics.spectra()).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions); // of what is committed
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(WAIT)) {
                    repeated += seen.add(window(record.value())) ? 0 : 1;
                }
            }
        }
        return new CountedWindows(runs * each, runs * each - seen.size(), repeated);
    }

    private static Window window(byte[] json) throws IOException {
        WindowSpectrum found = Json.read(json, WindowSpectrum.class);
        return new Window(found.run(), found.firstStep());
    }
}
