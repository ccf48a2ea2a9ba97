/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.streams.group.GroupOutcome;
import io.github.koopwatch.streams.group.GroupRules;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.Reason;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what runs tell their groups, applies the rules of groups, and sends on what it brought about. Holds nothing. */
final class GroupProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger logger = LoggerFactory.getLogger(GroupProcessor.class);

    private final PipelineCounters counters;
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
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        String group = new String(message.key(), StandardCharsets.US_ASCII);
        try {
            GroupOutcome outcome = rules.apply(group, GroupInput.parseFrom(message.value()));
            if (outcome.refused()) {
                counters.groupFull();
            }
            outcome.distances().forEach(d -> forward(message, Json.write(d), MonitorTopology.GROUP_DISTANCES));
            outcome.events().forEach(e -> event(message, e));
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException | InvalidProtocolBufferException e) {
            // A bug, or a stranger's record: it changes nothing and harms nobody else.
            logger.error("group {}: record not processed", group, e);
            deadLetter(message, e);
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

    private void deadLetter(Record<byte[], byte[]> message, Exception why) {
        counters.deadLetter(Reason.REASON_UNSPECIFIED);
        Headers headers = new RecordHeaders()
                .add("koopwatch-reason", "unspecified".getBytes(StandardCharsets.US_ASCII))
                .add("koopwatch-text", String.valueOf(why.getMessage()).getBytes(StandardCharsets.UTF_8));
        context.recordMetadata()
                .ifPresent(from -> headers.add("koopwatch-topic", from.topic().getBytes(StandardCharsets.US_ASCII))
                        .add("koopwatch-offset", Long.toString(from.offset()).getBytes(StandardCharsets.US_ASCII)));
        context.forward(message.withHeaders(headers), MonitorTopology.GROUP_DEAD_LETTERS);
    }
}
