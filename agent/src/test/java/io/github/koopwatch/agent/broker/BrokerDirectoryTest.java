/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerDirectoryTest {
    @TempDir
    Path data;

    @Test
    void format_again_keepsTheCluster() throws IOException {
        try (BrokerDirectory directory = BrokerDirectory.own(data)) {
            directory.format("CONTROLLER");
            String first = Files.readString(identity(directory));
            directory.format("CONTROLLER");
            assertThat(Files.readString(identity(directory))).isEqualTo(first);
        }
    }

    @Test
    void format_afterOneThatDidNotFinish_finishes() throws IOException {
        try (BrokerDirectory directory = BrokerDirectory.own(data)) {
            directory.format("CONTROLLER");
            Files.delete(identity(directory)); // written last
            directory.format("CONTROLLER");
            assertThat(identity(directory)).exists();
        }
    }

    @Test
    void rememberedPort_unreadableNote_isForgotten() throws IOException {
        try (BrokerDirectory directory = BrokerDirectory.own(data)) {
            assertThat(directory.rememberedPort()).isEmpty();
            directory.rememberPort(4711);
            assertThat(directory.rememberedPort()).hasValue(4711);
            Files.writeString(data.resolve("broker").resolve("port"), "garbled");
            assertThat(directory.rememberedPort()).isEmpty();
        }
    }

    @Test
    void advertised_addressOfEveryInterface_isOneThatClientsCanReach() {
        assertThat(BrokerSettings.advertised("127.0.0.1", 1)).isEqualTo("127.0.0.1:1");
        assertThat(BrokerSettings.advertised("::1", 1)).isEqualTo("[::1]:1");
        assertThat(BrokerSettings.advertised("0.0.0.0", 1)).doesNotContain("0.0.0.0");
    }

    private static Path identity(BrokerDirectory directory) {
        return directory.log().resolve("meta.properties");
    }
}
