/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Bytes as a document of each result topic: taken, or skipped as one that is not understood; what is taken can be shown. */
public final class DocumentFuzz {
    private static final Topics TOPICS = new Topics("koopwatch");
    private static final byte[] KEY = {'r'};

    private DocumentFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        ReadModel model = new ReadModel(
                () -> Instant.ofEpochMilli(1), Expiry.standard(), Limits.standard(), (r, i, s) -> {}, a -> {});
        ResultRecords records = new ResultRecords(TOPICS, model);
        for (String topic : List.of(TOPICS.runs(), TOPICS.spectra(), TOPICS.distances(), TOPICS.events())) {
            try {
                records.take(new ConsumerRecord<>(topic, 0, 0, KEY, input));
            } catch (IOException | IllegalArgumentException e) {
                // skipped and counted
            }
        }
        model.goLive();
        model.runs().forEach(run -> Json.write(run));
        model.runs().forEach(run -> Json.write(model.events(run.run())));
        model.metrics();
        model.firing().forEach(Json::write);
        model.sweep();
    }
}
