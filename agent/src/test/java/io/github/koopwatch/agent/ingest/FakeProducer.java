/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.v1.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A log in memory; the test decides when and how each record ends. */
final class FakeProducer implements SnapshotProducer {
    /** One record on its way. */
    record Sent(String run, Record record, Delivery delivery) {}

    private final List<Sent> sent = new ArrayList<>();
    private volatile Consumer<Sent> onSend;

    private FakeProducer(Consumer<Sent> onSend) {
        this.onSend = onSend;
    }

    /** Every record is durable at once, on the sender's thread. */
    static FakeProducer immediate() {
        return new FakeProducer(s -> s.delivery().durable());
    }

    /** Each record goes the way that the test gives. */
    static FakeProducer of(Consumer<Sent> onSend) {
        return new FakeProducer(onSend);
    }

    /** Nothing ends until the test says so. */
    static FakeProducer withheld() {
        return new FakeProducer(s -> {});
    }

    @Override
    public void send(String run, Record record, Delivery delivery) {
        Sent s = new Sent(run, record, delivery);
        synchronized (sent) {
            sent.add(s);
        }
        onSend.accept(s);
    }

    List<Sent> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    List<Record> records() {
        return sent().stream().map(Sent::record).toList();
    }

    /** From now on everything is durable, also what was sent before. */
    void release() {
        onSend = s -> s.delivery().durable();
        sent().forEach(s -> s.delivery().durable());
    }

    @Override
    public void close() {}
}
