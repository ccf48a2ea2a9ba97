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
 * @param groupSize runs of a group
 */
public record Backlog(int runs, int dimension, int rows, int groupSize, Analysis analysis) {
    private static final String OBSERVABLE = "weights";

    /** Records in all: a start and the snapshots of each run. */
    public long records() {
        return runs * (rows + 1L);
    }

    /** Returns when all of it is acknowledged. */
    public void write(KafkaConnection kafka, Topics topics) {
        try (Writer writer = writer(kafka, topics)) {
            writer.rows(rows);
        }
    }

    /** Has written the starts of the runs, and writes as many snapshots as it is told. */
    Writer writer(KafkaConnection kafka, Topics topics) {
        return new Writer(kafka.openProducer(), topics.snapshots());
    }

    /** The runs as they go on; not for several threads. */
    final class Writer implements AutoCloseable {
        private final KafkaProducer<String, byte[]> producer;
        private final String topic;
        private final RandomWalk[] walks = new RandomWalk[runs];
        private int written;

        private Writer(KafkaProducer<String, byte[]> producer, String topic) {
            this.producer = producer;
            this.topic = topic;
            for (int i = 0; i < runs; i++) {
                walks[i] = new RandomWalk(dimension, i);
                send(i, Record.newBuilder().setStart(start(i)));
            }
        }

        /** So many more snapshots of each run; returns when they are acknowledged. */
        void rows(int more) {
            for (int t = 0; t < more; t++) {
                for (int i = 0; i < runs; i++) {
                    send(i, snapshot(written, walks[i].next()));
                }
                written++;
            }
            producer.flush();
        }

        /** Snapshots of each run so far. */
        int written() {
            return written;
        }

        private void send(int run, Record.Builder body) {
            producer.send(new ProducerRecord<>(
                    topic, name(run), body.setIncarnation(1).build().toByteArray()));
        }

        @Override
        public void close() {
            producer.close();
        }
    }

    private RunStart start(int run) {
        return RunStart.newBuilder()
                .setRun(name(run))
                .setGroup("bench-" + run / groupSize)
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

    private static String name(int run) {
        return "bench-" + run;
    }
}
