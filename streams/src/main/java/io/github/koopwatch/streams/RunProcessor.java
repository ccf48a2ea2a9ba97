/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.streams.stored.UnreadableState;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records of runs, applies the rules to each, and sends on what it brought about. Holds only a cache of runs. */
final class RunProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger logger = LoggerFactory.getLogger(RunProcessor.class);
    /** Runs whose rings are held in memory; the others are read from the store when they speak again. */
    private static final int MOST_CACHED = 4096;

    /** Bytes of a record that is read at all, if only to refuse it; a compressed batch may unpack to anything. */
    private static final int MOST_READ = 2 * Topics.LARGEST_RECORD;

    private static final Refusal UNREADABLE =
            new Refusal(Reason.REASON_MALFORMED, "record: expected koopwatch.v1.Record, got bytes that are not one");

    private final RecordValidator validator;
    private final PipelineCounters counters;
    private final Occasionally bugs = new Occasionally();
    private final LiveRuns live;
    private boolean restored;
    private final Map<String, Run> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
            return size() > MOST_CACHED;
        }
    };
    private ProcessorContext<byte[], byte[]> context;
    private RunRecords records;
    private RunRules rules;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    RunProcessor(PipelineCounters counters, RunLimits limits) {
        this.counters = counters;
        validator = new RecordValidator(limits);
        live = new LiveRuns(limits);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> initContext) {
        KeyValueStore<Bytes, byte[]> store = initContext.getStateStore(MonitorTopology.STORE);
        context = initContext;
        StoredRuns.check(store);
        records = new RunRecords(store);
        rules = new RunRules(records, validator, live::refusal);
        cache.clear();
        restored = false;
    }

    @Override
    public void process(org.apache.kafka.streams.processor.api.Record<byte[], byte[]> message) {
        String run = message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
        int bytes = message.value() == null ? 0 : message.value().length;
        Record record = bytes > MOST_READ ? null : parse(message.value());
        if (record == null) {
            deadLetter(message, RecordValidator.size(bytes).orElse(UNREADABLE));
        } else {
            apply(message, run, record);
        }
    }

    private void apply(
            org.apache.kafka.streams.processor.api.Record<byte[], byte[]> message, String run, Record record) {
        Outcome outcome;
        try {
            restore();
            RunRules.Step step = rules.apply(run, lookUp(run), record, message.timestamp());
            keep(run, step.run());
            outcome = step.outcome();
        } catch (KafkaException | UnreadableState e) {
            throw e;
        } catch (RuntimeException e) {
            failed(message, run, e);
            return;
        }
        records.flush();
        count(message.headers(), record, outcome);
        send(message, run, outcome);
    }

    // A bug: this record changes nothing, and its run is read anew.
    private void failed(
            org.apache.kafka.streams.processor.api.Record<byte[], byte[]> message, String run, RuntimeException e) {
        if (bugs.again()) {
            logger.error("run {}: record not processed ({} so far)", RunKey.shown(run), bugs.times(), e);
        }
        records.discard();
        cache.remove(run);
        deadLetter(
                message,
                new Refusal(
                        Reason.REASON_UNSPECIFIED,
                        "internal error: " + e.getClass().getSimpleName()));
    }

    private void restore() {
        if (!restored) {
            live.restore(records.names(), this::isLive);
            restored = true;
        }
    }

    private boolean isLive(String name) {
        try {
            Run run = Run.load(name, records);
            return run != null && !run.ended();
        } catch (IllegalStateException e) {
            return false; // told when a record of that run comes
        }
    }

    private @Nullable Run lookUp(String run) {
        Run cached = cache.get(run);
        return cached != null || !RunKey.isValid(run) ? cached : Run.load(run, records);
    }

    private void keep(String name, @Nullable Run run) {
        live.update(name, run);
        if (run == null || run.ended()) {
            cache.remove(name);
        } else {
            cache.put(name, run);
        }
    }

    private void count(Headers headers, Record record, Outcome outcome) {
        outcome.drops().forEach(counters::dropped);
        if (record.hasSnapshot() && headers.lastHeader(Topics.DOOR_HEADER) == null) {
            Refusal refusal = outcome.refusal();
            if (refusal == null) {
                counters.accepted();
            } else {
                counters.rejected(refusal.reason());
            }
        }
    }

    private void send(
            org.apache.kafka.streams.processor.api.Record<byte[], byte[]> message, String run, Outcome outcome) {
        Refusal refusal = outcome.refusal();
        if (refusal != null) {
            deadLetter(message, refusal);
        }
        outcome.spectra().forEach(w -> forward(message, run, Json.write(w), MonitorTopology.SPECTRA));
        outcome.distances().forEach(d -> forward(message, run, Json.write(d), MonitorTopology.DISTANCES));
        outcome.events().forEach(e -> event(message, run, e));
        GroupInputs.alarms(outcome);
        outcome.groupInputs()
                .forEach(to -> forward(message, to.group(), to.input().toByteArray(), MonitorTopology.GROUP_INPUTS));
        if (outcome.expired()) {
            forward(message, run, null, MonitorTopology.RUNS);
        } else if (outcome.state() != null) {
            forward(message, run, Json.write(outcome.state()), MonitorTopology.RUNS);
        }
    }

    private void forward(
            org.apache.kafka.streams.processor.api.Record<byte[], byte[]> cause,
            String run,
            byte @Nullable [] value,
            String sink) {
        forward(cause, run, value, new RecordHeaders(), sink);
    }

    @SuppressWarnings("NullAway") // a null value is Kafka's tombstone
    private void forward(
            org.apache.kafka.streams.processor.api.Record<byte[], byte[]> cause,
            String run,
            byte @Nullable [] value,
            Headers headers,
            String sink) {
        context.forward(
                new org.apache.kafka.streams.processor.api.Record<>(
                        run.getBytes(StandardCharsets.UTF_8), value, cause.timestamp(), headers),
                sink);
    }

    private void event(
            org.apache.kafka.streams.processor.api.Record<byte[], byte[]> cause, String run, ChangeEvent event) {
        forward(cause, run, Json.write(event), CloudEvents.headers(event), MonitorTopology.EVENTS);
    }

    private void deadLetter(org.apache.kafka.streams.processor.api.Record<byte[], byte[]> message, Refusal refusal) {
        counters.deadLetter(refusal.reason());
        context.forward(DeadLetter.of(message, context.recordMetadata(), refusal), MonitorTopology.DEAD_LETTERS);
    }

    private static @Nullable Record parse(byte @Nullable [] value) {
        try {
            return value == null ? null : Record.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }
}
