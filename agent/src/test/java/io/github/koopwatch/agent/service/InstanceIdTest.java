/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceIdTest {
    @TempDir
    private Path data = Path.of("");

    @Test
    void in_staysTheSame() {
        assertThat(InstanceId.in(data)).isEqualTo(InstanceId.in(data)).hasSize(36);
    }

    /** With such a name Kafka's clients would not start, and no start after it either. */
    @Test
    void in_fileIsDamaged_takesANewNameAndKeepsIt() throws Exception {
        for (byte[] damaged : new byte[][] {{}, {(byte) 0xb4, 'b'}, {0, 0, 0}}) {
            Files.write(data.resolve("instance-id"), damaged);
            assertThat(InstanceId.in(data)).hasSize(36).isEqualTo(InstanceId.in(data));
        }
    }
}
