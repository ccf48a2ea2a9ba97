/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private static final String GOOD = "0\n2\nkoopwatch.runs.v1 1 4690\nkoopwatch.runs.v1 2 -1\n";
    private static final String EPOCHS = "0\n1\n2 0\n";

    @TempDir
    private Path data = Path.of("");

    private boolean kept(byte[] content) throws Exception {
        Path file = data.resolve("recovery-point-offset-checkpoint");
        Files.write(file, content);
        Checkpoints.mend(data);
        return Files.exists(file);
    }

    private boolean kept(String content) throws Exception {
        return kept(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void mend_whatKafkaCanRead_isKept() throws Exception {
        assertThat(kept(GOOD)).isTrue();
        assertThat(kept(EPOCHS)).isTrue();
        assertThat(kept("0\n0\n")).isTrue();
        assertThat(kept("")).isTrue();
    }

    @Test
    void mend_whatKafkaCannotRead_isRemoved() throws Exception {
        assertThat(kept(GOOD.substring(0, 20))).isFalse();
        assertThat(kept("0\n3\n" + GOOD.substring(4))).isFalse();
        byte[] flipped = GOOD.getBytes(StandardCharsets.ISO_8859_1);
        flipped[10] ^= (byte) 0x80;
        assertThat(kept(flipped)).isFalse();
    }

    @Test
    void aBrokerWhoseCheckpointsAreAllGarbled_startsWithAllItsRecords() throws Exception {
        String bootstrap;
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, "127.0.0.1", 0)) {
            bootstrap = broker.bootstrap();
            Records.write(bootstrap, 100);
        }
        garble();
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, "127.0.0.1", 0)) {
            List<String> numbers =
                    IntStream.range(0, 100).mapToObj(Integer::toString).toList();
            assertThat(Records.read(broker.bootstrap(), 100)).isEqualTo(numbers);
        }
    }

    private void garble() throws Exception {
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> checkpoints = files.filter(Files::isRegularFile)
                    .filter(f -> f.toString().endsWith("-checkpoint"))
                    .toList();
            assertThat(checkpoints).hasSizeGreaterThan(4);
            for (Path file : checkpoints) {
                byte[] content = Arrays.copyOf(Files.readAllBytes(file), 20);
                content[7] ^= (byte) 0x80;
                Files.write(file, content);
            }
        }
    }
}
