/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** A processor whose nanoseconds per record a benchmark is told. */
final class TimedProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private final Processor<byte[], byte[], byte[], byte[]> timed;
    private final LongConsumer nanos;

    TimedProcessor(Processor<byte[], byte[], byte[], byte[]> timed, LongConsumer nanos) {
        this.timed = timed;
        this.nanos = nanos;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        timed.init(context);
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        long begin = System.nanoTime();
        timed.process(message);
        nanos.accept(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        timed.close();
    }
}
