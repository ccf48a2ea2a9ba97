/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The committed records of one topic of JSON, one line of text each, as they come. */
public final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final JsonFactory JSON = new JsonFactory();
    // Inside a JSON string they are escaped, so outside they can only be space between tokens.
    private static final Pattern LINE_BREAKING = Pattern.compile("[\\x00-\\x1f]");

    private final KafkaConsumer<String, byte[]> consumer;
    private final Queue<String> lines = new ArrayDeque<>();

    private TopicTail(KafkaConsumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    /** What stands for a deleted key. */
    private record Tombstone(@Nullable String key, boolean deleted) {}

    /** Throws BadInput when the topic does not exist, KafkaException when no broker answers. */
    public static TopicTail open(KafkaConnection connection, String topic, boolean fromBeginning) {
        KafkaConsumer<String, byte[]> consumer = connection.openConsumer();
        try {
            List<TopicPartition> partitions = partitions(consumer, topic, connection.bootstrap());
            consumer.assign(partitions);
            seek(consumer, partitions, fromBeginning);
            return new TopicTail(consumer);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic, String bootstrap) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw new BadInput("no topic " + topic + " at " + bootstrap + ": expected one made by ./koopwatch up"
                    + " (another --prefix?)");
        }
        return found.stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    private static void seek(KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions, boolean fromBeginning) {
        if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        partitions.forEach(consumer::position); // now, not at the first poll
    }

    /** At most {@code limit} lines; none when nothing came for a moment. */
    public List<String> next(long limit) {
        if (lines.isEmpty()) {
            consumer.poll(WAIT).forEach(this::keep);
        }
        List<String> next = new ArrayList<>();
        while (next.size() < limit && !lines.isEmpty()) {
            next.add(lines.remove());
        }
        return next;
    }

    private void keep(ConsumerRecord<String, byte[]> record) {
        byte @Nullable [] value = record.value();
        byte[] json = value == null ? Json.write(new Tombstone(record.key(), true)) : value;
        if (isJson(json)) {
            lines.add(LINE_BREAKING
                    .matcher(new String(json, StandardCharsets.UTF_8))
                    .replaceAll(" "));
        } else {
            LOG.warn("not JSON, left out: {}-{} offset {}", record.topic(), record.partition(), record.offset());
        }
    }

    private static boolean isJson(byte[] value) {
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
