/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.v1.Record;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the monitor in a benchmark: the same sources, store and sinks, records of the sizes and numbers that the
 * preset monitor brings about (measured with 1,024 values), and no mathematics.
 */
final class PartialProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final int ROWS = 100;
    private static final int CHANNELS = 512;
    private static final int HOP = 10;
    private static final byte[] CHANNEL = new byte[106];
    private static final byte[] OBSERVABLE = new byte[510];
    private static final byte[] HEAD = new byte[25];
    private static final byte[] STATE = filled(286);
    /** Spectrum, window, analysis and event slots of a step at which a window ends. */
    private static final List<byte[]> WINDOW_SLOTS =
            List.of(new byte[174], new byte[245], new byte[354], new byte[499]);

    private static final byte[] WINDOW = filled(2081);
    private static final byte[] DISTANCE = filled(305);
    private static final byte[] GROUP_INPUT = filled(297);

    private final Work work;
    private ProcessorContext<byte[], byte[]> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store; // of the runs' part alone

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    PartialProcessor(Work work) {
        this.work = work;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> initContext) {
        context = initContext;
        store = work == Work.CARRYING ? initContext.getStateStore(MonitorTopology.STORE) : null;
    }

    @Override
    public void process(org.apache.kafka.streams.processor.api.Record<byte[], byte[]> message) {
        if (store != null) {
            carry(message, parsed(message.value()), store);
        }
    }

    private void carry(
            org.apache.kafka.streams.processor.api.Record<byte[], byte[]> message,
            Record record,
            KeyValueStore<Bytes, byte[]> store) {
        if (!record.hasSnapshot()) {
            return;
        }
        long step = record.getSnapshot().getStep();
        store.put(
                key(message.key(), 'r', step % ROWS),
                record.getSnapshot().getValues().toByteArray());
        store.put(key(message.key(), 'c', step % CHANNELS), CHANNEL);
        store.put(key(message.key(), 'h', 0), OBSERVABLE);
        store.put(key(message.key(), 'H', 0), HEAD);
        if (step >= ROWS && step % HOP == HOP - 1) {
            window(message, store);
        }
        context.forward(message.withValue(STATE), MonitorTopology.RUNS);
    }

    private void window(
            org.apache.kafka.streams.processor.api.Record<byte[], byte[]> message, KeyValueStore<Bytes, byte[]> store) {
        for (int i = 0; i < WINDOW_SLOTS.size(); i++) {
            store.put(key(message.key(), 'w', i), WINDOW_SLOTS.get(i));
        }
        context.forward(message.withValue(WINDOW), MonitorTopology.SPECTRA);
        context.forward(message.withValue(DISTANCE), MonitorTopology.DISTANCES);
        context.forward(message.withValue(DISTANCE), MonitorTopology.DISTANCES);
        context.forward(message.withValue(GROUP_INPUT), MonitorTopology.GROUP_INPUTS);
    }

    private static Bytes key(byte[] run, char family, long slot) {
        return Bytes.wrap(ByteBuffer.allocate(run.length + Character.BYTES + Long.BYTES)
                .put(run)
                .putChar(family)
                .putLong(slot)
                .array());
    }

    private static Record parsed(byte[] value) {
        try {
            return Record.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a benchmark's own record", e);
        }
    }

    private static byte[] filled(int bytes) {
        byte[] filled = new byte[bytes];
        Arrays.fill(filled, (byte) '7');
        return filled;
    }
}
