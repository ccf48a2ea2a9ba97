/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record that was not taken, as it goes to the dead letters: key and value as they came, so that it can be sent again, and
 * headers that say why and where it stood. One that is larger than any record that a door takes is cut: a letter that the
 * broker refuses would stop the topology at the same record for ever.
 */
final class DeadLetter {
    /** Bytes of a value that are kept. A snapshot of the largest dimension has 256 KiB. */
    static final int MOST_VALUE = 1 << 19;

    static final int MOST_KEY = 1 << 10;

    private DeadLetter() {}

    static Record<byte[], byte[]> of(Record<byte[], byte[]> message, Optional<RecordMetadata> from, Refusal refusal) {
        Headers headers = new RecordHeaders()
                .add("koopwatch-reason", text(refusal.label()))
                .add("koopwatch-text", text(refusal.text()));
        from.ifPresent(at -> headers.add("koopwatch-topic", text(at.topic()))
                .add("koopwatch-partition", text(Integer.toString(at.partition())))
                .add("koopwatch-offset", text(Long.toString(at.offset()))));
        byte[] key = cut(message.key(), MOST_KEY, "koopwatch-key-bytes", headers);
        byte[] value = cut(message.value(), MOST_VALUE, "koopwatch-value-bytes", headers);
        return new Record<>(key, value, message.timestamp(), headers);
    }

    @SuppressWarnings("NullAway") // Kafka's keys and values may be null
    private static byte[] cut(byte @Nullable [] bytes, int most, String header, Headers headers) {
        if (bytes == null || bytes.length <= most) {
            return bytes;
        }
        headers.add(header, text(Integer.toString(bytes.length)));
        return Arrays.copyOf(bytes, most);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
