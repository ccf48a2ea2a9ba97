/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicTail;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The windows in the topic of spectra beside those that there must be.
 *
 * @param expected of all runs
 * @param missing of them
 * @param repeated that are there more than once
 */
public record CountedWindows(long expected, long missing, long repeated) {
    /** Times that nothing came, after which nothing comes any more. */
    private static final int SILENT = 10;

    private record Window(String run, long firstStep) {}

    /** Reads the topic to its end; {@code rows} snapshots of each of so many runs were committed before. */
    static CountedWindows read(KafkaConnection kafka, Topics topics, int runs, int rows, AnalysisSettings settings)
            throws IOException {
        long each = rows < settings.window() ? 0 : (rows - settings.window()) / settings.hop() + 1;
        Set<Window> seen = new HashSet<>();
        long repeated = 0;
        try (TopicTail tail = TopicTail.open(kafka, topics.spectra(), true)) {
            for (int silent = 0; silent < SILENT; ) {
                List<String> lines = tail.next(Long.MAX_VALUE);
                silent = lines.isEmpty() ? silent + 1 : 0;
                for (String line : lines) {
                    repeated += seen.add(window(line)) ? 0 : 1;
                }
            }
        }
        return new CountedWindows(runs * each, runs * each - seen.size(), repeated);
    }

    private static Window window(String json) throws IOException {
        WindowSpectrum found = Json.read(json.getBytes(StandardCharsets.UTF_8), WindowSpectrum.class);
        return new Window(found.run(), found.firstStep());
    }
}
