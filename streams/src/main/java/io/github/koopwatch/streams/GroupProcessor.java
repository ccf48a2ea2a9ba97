/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.streams.group.GroupInputRules;
import io.github.koopwatch.streams.group.GroupOutcome;
import io.github.koopwatch.streams.group.GroupRules;
import io.github.koopwatch.streams.stored.UnreadableState;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.Reason;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what runs tell their groups, applies the rules of groups, and sends on what it brought about. Holds nothing. */
final class GroupProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger logger = LoggerFactory.getLogger(GroupProcessor.class);

    private final PipelineCounters counters;
    private final Occasionally bugs = new Occasionally();
    private ProcessorContext<byte[], byte[]> context;
    private GroupRules rules;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    GroupProcessor(PipelineCounters counters) {
        this.counters = counters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> initContext) {
        context = initContext;
        rules = new GroupRules(initContext.getStateStore(MonitorTopology.GROUP_STORE));
        rules.check();
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        String group = message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
        try {
            GroupOutcome outcome = rules.apply(group, parse(message.value()));
            if (outcome.full()) {
                counters.groupFull();
            }
            Refusal refusal = outcome.refusal();
            if (refusal != null) {
                deadLetter(message, refusal);
            }
            outcome.distances().forEach(d -> forward(message, Json.write(d), MonitorTopology.GROUP_DISTANCES));
            outcome.events().forEach(e -> event(message, e));
        } catch (KafkaException | UnreadableState e) {
            throw e;
        } catch (GroupInputRules.Stranger e) {
            deadLetter(message, new Refusal(Reason.REASON_MALFORMED, e.getMessage()));
        } catch (RuntimeException e) {
            // A bug: the record changes nothing and harms nobody else.
            if (bugs.again()) {
                logger.error("group {}: record not processed ({} so far)", RunKey.shown(group), bugs.times(), e);
            }
            deadLetter(
                    message,
                    new Refusal(
                            Reason.REASON_UNSPECIFIED,
                            "internal error: " + e.getClass().getSimpleName()));
        }
    }

    private static GroupInput parse(byte @Nullable [] value) {
        try {
            return GroupInput.parseFrom(value == null ? new byte[0] : value);
        } catch (InvalidProtocolBufferException e) {
            throw new GroupInputRules.Stranger(
                    "group input: expected koopwatch.v1.GroupInput, got bytes that are not one");
        }
    }

    private void forward(Record<byte[], byte[]> cause, byte[] value, String sink) {
        context.forward(cause.withValue(value).withHeaders(new RecordHeaders()), sink);
    }

    private void event(Record<byte[], byte[]> cause, ChangeEvent event) {
        context.forward(
                cause.withValue(Json.write(event)).withHeaders(CloudEvents.headers(event)),
                MonitorTopology.GROUP_EVENTS);
    }

    private void deadLetter(Record<byte[], byte[]> message, Refusal refusal) {
        counters.deadLetter(refusal.reason());
        context.forward(DeadLetter.of(message, context.recordMetadata(), refusal), MonitorTopology.GROUP_DEAD_LETTERS);
    }
}
