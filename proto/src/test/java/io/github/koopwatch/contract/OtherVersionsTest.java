/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program of the version before or after this one at the other end of the wire. */
class OtherVersionsTest {
    private final RecordValidator validator = new RecordValidator(start -> Optional.empty());

    static Stream<Record> records() {
        return Stream.of(
                        Messages.record().setStart(Messages.fullStart()),
                        Messages.record().setSnapshot(Messages.fullSnapshot()),
                        Messages.record().setScalars(Messages.fullScalars()),
                        Messages.record().setMark(Messages.fullMark()),
                        Messages.record().setRefused(Messages.fullRefused()),
                        Messages.record().setEnd(Messages.end(1)),
                        Messages.record().setExpire(Messages.expire()))
                .map(Record.Builder::build);
    }

    /** The message as a newer writer would send it: fields that nobody here knows, in it and in all that is inside it. */
    private static Message newer(Message message) {
        Message.Builder builder = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
                builder.setField(
                        field,
                        field.isRepeated()
                                ? ((List<?>) value)
                                        .stream().map(m -> newer((Message) m)).toList()
                                : newer((Message) value));
            }
        });
        UnknownFieldSet more = UnknownFieldSet.newBuilder()
                .addField(1000, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                .addField(
                        1001,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(Messages.zeros(3))
                                .build())
                .build();
        return builder.setUnknownFields(more).build();
    }

    @ParameterizedTest
    @MethodSource("records")
    void newerWriter_moreFields_areKeptAndTheRecordIsTaken(Record record) throws Exception {
        byte[] bytes = newer(record).toByteArray();
        Record read = Record.parseFrom(bytes);
        assertThat(read.getUnknownFields().asMap()).containsOnlyKeys(1000, 1001);
        assertThat(read.toByteArray()).as("survives a rewrite").isEqualTo(bytes);
        RunStart known = record.hasStart() ? read.getStart() : Messages.fullStart();
        assertThat(validator.record("r42", read, known)).isEmpty();
        assertThat(validator.record("r42", read, record.hasStart() ? null : known))
                .isEmpty();
    }

    @Test
    void newerWriter_anotherBody_isRefusedByItsField() throws Exception {
        Record read = Record.parseFrom(Messages.record()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                9,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(Messages.zeros(2))
                                        .build())
                        .build())
                .build()
                .toByteArray());
        assertThat(validator.record("r42", read, Messages.fullStart()))
                .contains(new Refusal(
                        Reason.REASON_MALFORMED, "record: expected a body that this version knows, got field 9"));
    }

    @Test
    void newerWriter_anotherReason_isReadAsUnrecognised() throws Exception {
        Record read = Record.parseFrom(Messages.record()
                .setRefused(Messages.fullRefused().toBuilder().setReasonValue(99))
                .build()
                .toByteArray());
        assertThat(read.getRefused().getReason()).isEqualTo(Reason.UNRECOGNIZED);
        assertThat(validator.record("r42", read, Messages.fullStart())).isEmpty();
    }

    @Test
    void newerWriter_anotherSetting_isAConflictOnlyWhenItChanges() {
        var start = Messages.small()
                .addAnalyses(Analysis.newBuilder().setCentreValue(99))
                .build();
        assertThat(validator.startAgain(start, start)).isEmpty();
        assertThat(validator.startAgain(start, Messages.small().build()))
                .map(Refusal::reason)
                .contains(Reason.REASON_CONFLICT);
    }

    /** A reader of before the newest field of every message was there: it passes on what it does not know. */
    @ParameterizedTest
    @MethodSource("records")
    void olderReader_ofTheSameBytes_losesNothing(Record record) throws Exception {
        Descriptor before = older();
        DynamicMessage old = DynamicMessage.parseFrom(before, record.toByteArray());
        assertThat(Record.parseFrom(old.toByteArray())).isEqualTo(record);
        assertThat(old.getField(before.findFieldByName("incarnation"))).isEqualTo(record.getIncarnation());
    }

    private static Descriptor older() throws DescriptorValidationException {
        FileDescriptor snapshot = FileDescriptor.buildFrom(
                older(Messages.fullStart().getDescriptorForType().getFile().toProto()), new FileDescriptor[0]);
        FileDescriptor record = FileDescriptor.buildFrom(
                older(Record.getDescriptor().getFile().toProto()), new FileDescriptor[] {snapshot});
        return record.findMessageTypeByName("Record");
    }

    /** Without the field of the highest number, where there are two or more and it is no part of a oneof. */
    private static FileDescriptorProto older(FileDescriptorProto file) {
        FileDescriptorProto.Builder before = file.toBuilder();
        IntStream.range(0, file.getMessageTypeCount())
                .forEach(i -> before.setMessageType(i, older(file.getMessageType(i))));
        return before.build();
    }

    private static DescriptorProto older(DescriptorProto message) {
        int last = message.getFieldCount() - 1;
        boolean shrinks = last >= 1
                && newest(message.getFieldList()) == message.getField(last).getNumber()
                && !message.getField(last).hasOneofIndex();
        return shrinks ? message.toBuilder().removeField(last).build() : message;
    }

    private static int newest(List<FieldDescriptorProto> fields) {
        return fields.stream().mapToInt(FieldDescriptorProto::getNumber).max().orElse(0);
    }
}
