/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Snapshot;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One run that sends as fast as it can, up to a rate, while it is told to. */
final class Flood implements AutoCloseable {
    static final String RUN = "fair-flood";
    private static final String OBSERVABLE = "weights";

    private final Sink sink;
    private final double perSecond;
    private final float[][] rows;
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread = new Thread(this::work, "flood");
    private volatile boolean on;

    /** Where the flood goes. */
    private interface Sink extends AutoCloseable {
        void publish(long step, float[] values) throws InterruptedException;

        @Override
        void close();
    }

    private Flood(Sink sink, double perSecond, int dimension) {
        this.sink = sink;
        this.perSecond = perSecond;
        rows = new float[64][];
        RandomWalk walk = new RandomWalk(dimension, 99);
        for (int t = 0; t < rows.length; t++) {
            rows[t] = walk.next();
        }
        thread.setDaemon(true);
        thread.start();
    }

    private static RunStart start(int dimension) {
        return RunStart.newBuilder()
                .setRun(RUN)
                .setGroup(RUN)
                .addObservables(Observable.newBuilder().setName(OBSERVABLE).setDimension(dimension))
                .build();
    }

    static Flood throughGrpc(String target, double perSecond, int dimension) {
        PublishingClient client = PublishingClient.open(target, start(dimension), System.currentTimeMillis());
        return new Flood(
                new Sink() {
                    @Override
                    public void publish(long step, float[] values) throws InterruptedException {
                        client.snapshot(OBSERVABLE, step, values);
                    }

                    @Override
                    public void close() {
                        client.close();
                    }
                },
                perSecond,
                dimension);
    }

    static Flood throughKafka(String bootstrap, double perSecond, int dimension) {
        KafkaProducer<String, byte[]> producer = KafkaConnection.to(bootstrap).openProducer();
        String topic = new Topics(Topics.DEFAULT_PREFIX).snapshots();
        long incarnation = System.currentTimeMillis();
        Record.Builder start = Record.newBuilder().setIncarnation(incarnation).setStart(start(dimension));
        producer.send(new ProducerRecord<>(topic, RUN, start.build().toByteArray()));
        return new Flood(
                new Sink() {
                    @Override
                    public void publish(long step, float[] values) {
                        Snapshot.Builder body = Snapshot.newBuilder()
                                .setObservable(OBSERVABLE)
                                .setStep(step)
                                .setValues(Float32.bytes(values));
                        Record record = Record.newBuilder()
                                .setIncarnation(incarnation)
                                .setSnapshot(body)
                                .build();
                        producer.send(new ProducerRecord<>(topic, RUN, record.toByteArray()));
                    }

                    @Override
                    public void close() {
                        producer.close();
                    }
                },
                perSecond,
                dimension);
    }

    void turn(boolean onOrOff) {
        on = onOrOff;
    }

    /** Snapshots that it could send so far. */
    long sent() {
        return sent.get();
    }

    private void work() {
        try {
            long next = System.nanoTime();
            for (long step = 0; !Thread.currentThread().isInterrupted(); ) {
                long now = System.nanoTime();
                if (!on) {
                    Thread.sleep(5);
                    next = System.nanoTime();
                } else if (now < next) {
                    Thread.sleep(1);
                } else {
                    sink.publish(step, rows[(int) (step % rows.length)]);
                    step++;
                    sent.incrementAndGet();
                    next += (long) (1e9 / perSecond);
                }
            }
        } catch (InterruptedException | IllegalStateException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        sink.close();
    }
}
