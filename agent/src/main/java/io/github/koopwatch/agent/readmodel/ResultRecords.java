/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Turns records of the result topics into calls of the read model. */
final class ResultRecords {
    @FunctionalInterface
    private interface Taker {
        void take(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }

    private final String runs;
    private final ReadModel model;
    private final Map<String, Taker> takers;

    ResultRecords(Topics topics, ReadModel model) {
        this.runs = topics.runs();
        this.model = model;
        this.takers = Map.of(
                topics.runs(),
                this::run,
                topics.spectra(),
                r -> model.spectrum(Wellformed.spectrum(Json.read(value(r), WindowSpectrum.class))),
                topics.distances(),
                r -> model.distance(Wellformed.distance(Json.read(value(r), SpectrumDistance.class))),
                topics.events(),
                r -> model.event(Wellformed.event(Json.read(value(r), ChangeEvent.class))));
    }

    /** The topics that are read. */
    List<String> topics() {
        return List.copyOf(takers.keySet());
    }

    /** Without the states that a later one of the same run replaces: a busy run writes one for each of its records. */
    List<ConsumerRecord<byte[], byte[]>> lasting(ConsumerRecords<byte[], byte[]> polled) {
        Map<ByteBuffer, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : polled.records(runs)) {
            if (record.key() != null) {
                last.put(ByteBuffer.wrap(record.key()), record);
            }
        }
        List<ConsumerRecord<byte[], byte[]>> lasting = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            boolean replaced = record.topic().equals(runs)
                    && record.key() != null
                    && last.get(ByteBuffer.wrap(record.key())) != record;
            if (!replaced) {
                lasting.add(record);
            }
        }
        return lasting;
    }

    /** Throws IOException or IllegalArgumentException, having changed nothing, for a record that is not understood. */
    void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
        Taker taker = takers.get(record.topic());
        if (taker == null) {
            throw new IllegalArgumentException("topic: expected one of " + takers.keySet() + ", got " + record.topic());
        }
        taker.take(record);
    }

    private void run(ConsumerRecord<byte[], byte[]> record) throws IOException {
        String key = key(record);
        byte[] value = record.value();
        model.run(
                key, value == null ? null : Wellformed.run(key, Json.read(value, RunState.class)), record.timestamp());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            throw new IllegalArgumentException("key: expected a run, got none");
        }
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static byte[] value(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new IllegalArgumentException("value: expected a JSON document, got none");
        }
        return record.value();
    }
}
