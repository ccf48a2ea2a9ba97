/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Bytes that released clients and stored records consist of; they must be read, and written the same, for good. A new
 * message gets a new file ({@link #main}), an existing file never changes.
 */
class GoldenMessagesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/v1");

    private static Map<String, Message> messages() {
        Map<String, Message> all = new LinkedHashMap<>();
        all.put("record-start", Messages.record().setStart(Messages.fullStart()).build());
        all.put(
                "record-snapshot",
                Messages.record().setSnapshot(Messages.fullSnapshot()).build());
        all.put(
                "record-scalars",
                Messages.record().setScalars(Messages.fullScalars()).build());
        all.put("record-mark", Messages.record().setMark(Messages.fullMark()).build());
        all.put(
                "record-refused",
                Messages.record().setRefused(Messages.fullRefused()).build());
        all.put("record-end", Messages.record().setEnd(Messages.end(1)).build());
        all.put("record-expire", Messages.record().setExpire(Messages.expire()).build());
        all.put(
                "request-start",
                Messages.request().setStart(Messages.fullStart()).build());
        all.put(
                "request-snapshot",
                Messages.request().setSnapshot(Messages.fullSnapshot()).build());
        all.put(
                "request-scalars",
                Messages.request().setScalars(Messages.fullScalars()).build());
        all.put("request-mark", Messages.request().setMark(Messages.fullMark()).build());
        all.put("request-end", Messages.request().setEnd(Messages.end(1)).build());
        all.put("response-acked", PublishResponse.newBuilder().setAcked(3).build());
        all.put("response-refusal", Messages.refusal());
        all.put("response-event", Messages.event());
        return all;
    }

    /** Writes the files that are missing, none that is there; run from the module's directory. */
    public static void main(String[] args) throws IOException {
        Files.createDirectories(GOLDEN);
        for (Map.Entry<String, Message> m : messages().entrySet()) {
            if (!Files.exists(file(m.getKey()))) {
                Files.write(file(m.getKey()), m.getValue().toByteArray());
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> read_storedBytes_giveTheMessage() {
        return messages().entrySet().stream()
                .map(m -> DynamicTest.dynamicTest(
                        m.getKey(), () -> assertThat(parse(m.getKey())).isEqualTo(m.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> write_message_givesTheStoredBytes() {
        return messages().entrySet().stream()
                .map(m -> DynamicTest.dynamicTest(
                        m.getKey(),
                        () -> assertThat(m.getValue().toByteArray()).isEqualTo(Files.readAllBytes(file(m.getKey())))));
    }

    @Test
    void goldens_everyFile_hasItsMessageAndEveryBodyHasItsFile() throws IOException {
        Set<String> bodies = new TreeSet<>();
        Stream.of(Record.getDescriptor(), PublishRequest.getDescriptor(), PublishResponse.getDescriptor())
                .forEach(type -> type.getOneofs()
                        .get(0)
                        .getFields()
                        .forEach(field ->
                                bodies.add(type.getName()
                                                .toLowerCase(java.util.Locale.ROOT)
                                                .replace("publish", "") + "-" + field.getName())));
        try (Stream<Path> files = Files.list(GOLDEN)) {
            Set<String> names = files.map(f -> f.getFileName().toString().replace(".binpb", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(names)
                    .isEqualTo(bodies)
                    .isEqualTo(new TreeSet<>(messages().keySet()));
        }
    }

    private static Message parse(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(file(name));
        if (name.startsWith("record")) {
            return Record.parseFrom(bytes);
        }
        return name.startsWith("request") ? PublishRequest.parseFrom(bytes) : PublishResponse.parseFrom(bytes);
    }

    private static Path file(String name) {
        return GOLDEN.resolve(name + ".binpb");
    }
}
