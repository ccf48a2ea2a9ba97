/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunHead;
import io.github.koopwatch.v1.RunStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The .proto files as they were first written, kept for good: what stands there may be added to, but a number never gets another
 * type or another meaning, and one that goes is reserved. A change of the contract that is meant adds to the kept file ({@link
 * #main}); it never takes away from it.
 */
class WireCompatibilityTest {
    private static final Path KEPT = Path.of("src/test/resources/golden/wire-v1.desc");

    private static FileDescriptorSet now() {
        return FileDescriptorSet.newBuilder()
                .addAllFile(Stream.of(
                                RunStart.getDescriptor(),
                                Record.getDescriptor(),
                                PublishRequest.getDescriptor(),
                                RunHead.getDescriptor(),
                                GroupInput.getDescriptor())
                        .map(type -> type.getFile())
                        .map(FileDescriptor::toProto)
                        .toList())
                .build();
    }

    /** Writes the present contract; run from the module's directory once the test below has passed with the old one. */
    public static void main(String[] args) throws IOException {
        Files.write(KEPT, now().toByteArray());
    }

    private static FileDescriptorSet kept() throws IOException {
        return FileDescriptorSet.parseFrom(Files.readAllBytes(KEPT));
    }

    @Test
    void contract_againstTheKeptOne_breaksNothing() throws IOException {
        assertThat(breaks(kept(), now())).isEmpty();
    }

    /** So that nothing escapes the comparison: what is new has to be kept as well. */
    @Test
    void contract_everythingIsKept() throws IOException {
        assertThat(breaks(now(), kept())).as("run main to keep what was added").isEmpty();
    }

    @Test
    void comparison_seesEachKindOfBreak() {
        FileDescriptorSet before = now();
        assertThat(breaks(
                        before, edited(before, m -> m.toBuilder().removeField(0).build())))
                .anyMatch(b -> b.contains("removed and not reserved"));
        assertThat(breaks(
                        before,
                        edited(
                                before,
                                m -> m.toBuilder()
                                        .setField(0, m.getField(0).toBuilder().setNumber(77))
                                        .build())))
                .anyMatch(b -> b.contains("removed and not reserved"));
        assertThat(breaks(
                        before,
                        edited(
                                before,
                                m -> m.toBuilder()
                                        .setField(
                                                0,
                                                m.getField(0).toBuilder()
                                                        .setType(FieldDescriptorProto.Type.TYPE_FIXED64))
                                        .build())))
                .anyMatch(b -> b.contains("TYPE_FIXED64"));
        assertThat(breaks(
                        before,
                        edited(
                                before,
                                m -> m.toBuilder()
                                        .setField(0, m.getField(0).toBuilder().setName("other"))
                                        .build())))
                .anyMatch(b -> b.contains("other"));
    }

    private static FileDescriptorSet edited(FileDescriptorSet set, Function<DescriptorProto, DescriptorProto> how) {
        FileDescriptorProto first = set.getFile(0);
        return set.toBuilder()
                .setFile(0, first.toBuilder().setMessageType(0, how.apply(first.getMessageType(0))))
                .build();
    }

    /** What a reader or writer of {@code before} would not survive in {@code after}. */
    private static List<String> breaks(FileDescriptorSet before, FileDescriptorSet after) {
        List<String> breaks = new ArrayList<>();
        Map<String, DescriptorProto> messages = messages(after);
        messages(before).forEach((name, old) -> {
            DescriptorProto present = messages.get(name);
            if (present == null) {
                breaks.add(name + " is gone");
            } else {
                old.getFieldList().forEach(field -> compare(name, old, field, present, breaks));
            }
        });
        Map<String, EnumDescriptorProto> enums = enums(after);
        enums(before).forEach((name, old) -> {
            List<EnumValueDescriptorProto> present =
                    enums.containsKey(name) ? enums.get(name).getValueList() : List.of();
            old.getValueList().stream()
                    .filter(value -> !present.contains(value))
                    .forEach(value -> breaks.add(name + "." + value.getName() + " is gone or has another number"));
        });
        return breaks;
    }

    private static void compare(
            String message,
            DescriptorProto old,
            FieldDescriptorProto field,
            DescriptorProto present,
            List<String> breaks) {
        FieldDescriptorProto found = present.getFieldList().stream()
                .filter(f -> f.getNumber() == field.getNumber())
                .findFirst()
                .orElse(null);
        boolean reserved = present.getReservedRangeList().stream()
                .anyMatch(r -> r.getStart() <= field.getNumber() && field.getNumber() < r.getEnd());
        if (found == null && !reserved) {
            breaks.add(message + "." + field.getName() + " was removed and not reserved");
        } else if (found != null && !shape(old, field).equals(shape(present, found))) {
            breaks.add(message + ": " + shape(old, field) + " became " + shape(present, found));
        }
    }

    /** All that is on the wire or in generated code. */
    private static String shape(DescriptorProto message, FieldDescriptorProto f) {
        boolean alternative = f.hasOneofIndex() && !f.getProto3Optional();
        return f.getNumber() + " " + f.getName() + " " + f.getLabel() + " " + f.getType() + " " + f.getTypeName()
                + (f.getProto3Optional() ? " optional" : "")
                + (alternative
                        ? " of " + message.getOneofDecl(f.getOneofIndex()).getName()
                        : "");
    }

    private static Map<String, DescriptorProto> messages(FileDescriptorSet set) {
        Map<String, DescriptorProto> all = new TreeMap<>();
        set.getFileList().forEach(file -> file.getMessageTypeList().forEach(m -> collect(m.getName(), m, all)));
        return all;
    }

    private static void collect(String name, DescriptorProto message, Map<String, DescriptorProto> all) {
        all.put(name, message);
        message.getNestedTypeList().forEach(nested -> collect(name + "." + nested.getName(), nested, all));
    }

    private static Map<String, EnumDescriptorProto> enums(FileDescriptorSet set) {
        return set.getFileList().stream()
                .flatMap(file -> file.getEnumTypeList().stream())
                .collect(Collectors.toMap(EnumDescriptorProto::getName, e -> e));
    }
}
