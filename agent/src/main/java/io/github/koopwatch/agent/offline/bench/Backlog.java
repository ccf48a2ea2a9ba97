/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Snapshot;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Random walks that wait in the log before anybody reads them, as a Kafka producer writes them: the runs take turns, a
 * snapshot each.
 *
 * @param rows snapshots of each run
 */
public record Backlog(int runs, int dimension, int rows, Analysis analysis) {
    private static final String OBSERVABLE = "weights";

    /** Records in all: a start and the snapshots of each run. */
    public long records() {
        return runs * (rows + 1L);
    }

    /** Returns when all of it is acknowledged. */
    public void write(KafkaConnection kafka, Topics topics) {
        try (KafkaProducer<String, byte[]> producer = kafka.openProducer()) {
            RandomWalk[] walks = new RandomWalk[runs];
            for (int i = 0; i < runs; i++) {
                walks[i] = new RandomWalk(dimension, i);
                producer.send(record(topics, i, Record.newBuilder().setStart(start(i))));
            }
            for (int t = 0; t < rows; t++) {
                for (int i = 0; i < runs; i++) {
                    producer.send(record(topics, i, snapshot(t, walks[i].next())));
                }
            }
            producer.flush();
        }
    }

    private RunStart start(int run) {
        return RunStart.newBuilder()
                .setRun(name(run))
                .setGroup("bench")
                .addObservables(Observable.newBuilder().setName(OBSERVABLE).setDimension(dimension))
                .addAnalyses(analysis)
                .build();
    }

    private static Record.Builder snapshot(int step, float[] values) {
        return Record.newBuilder()
                .setSnapshot(Snapshot.newBuilder()
                        .setObservable(OBSERVABLE)
                        .setStep(step)
                        .setValues(Float32.bytes(values)));
    }

    private static ProducerRecord<String, byte[]> record(Topics topics, int run, Record.Builder body) {
        return new ProducerRecord<>(
                topics.snapshots(), name(run), body.setIncarnation(1).build().toByteArray());
    }

    private static String name(int run) {
        return "bench-" + run;
    }
}
