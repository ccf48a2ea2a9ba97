/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.result.ChangeEvent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Binary mode of the CloudEvents Kafka binding: attributes as headers. */
final class CloudEvents {
    private CloudEvents() {}

    static Headers headers(ChangeEvent event) {
        String source = event.run() == null ? "groups/" + event.group() : "runs/" + event.run();
        return new RecordHeaders()
                .add("ce_specversion", ascii("1.0"))
                .add("ce_id", ascii(event.id()))
                .add("ce_source", ascii("/koopwatch/" + source))
                .add("ce_type", ascii("io.github.koopwatch." + event.kind()))
                .add("content-type", ascii("application/json"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
