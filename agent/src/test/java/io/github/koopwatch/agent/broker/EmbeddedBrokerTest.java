/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final String HOST = "127.0.0.1";

    @TempDir
    Path data;

    @Test
    void restart_cleanly_keepsRecordsClusterAndPort() throws Exception {
        Set<Thread> before = lastingThreads();
        String bootstrap;
        String cluster;
        try (EmbeddedBroker broker = measuredStart("fresh")) {
            bootstrap = broker.bootstrap();
            cluster = cluster(bootstrap);
            Records.write(bootstrap, 10);
            long start = System.nanoTime();
            broker.close();
            say("close", start);
        } // closes again: must be harmless
        assertThat(lastingThreads()).isSubsetOf(before);

        try (EmbeddedBroker broker = measuredStart("restart after clean close")) {
            assertThat(broker.bootstrap()).isEqualTo(bootstrap);
            assertThat(cluster(bootstrap)).isEqualTo(cluster);
            assertThat(Records.read(bootstrap, 10)).isEqualTo(numbers(10));
            assertInUse();
        }
    }

    @Test
    void restart_afterKill_keepsRecordsAndPort() throws Exception {
        Process killed = BrokerProcess.start(data, data.resolve("child.log"), "1000");
        String bootstrap;
        try {
            bootstrap = BrokerProcess.bootstrap(killed);
            assertInUse();
        } finally {
            killed.destroyForcibly().waitFor();
        }

        try (EmbeddedBroker broker = measuredStart("restart after kill -9")) {
            assertThat(broker.bootstrap()).isEqualTo(bootstrap);
            assertThat(Records.read(bootstrap, 1000)).isEqualTo(numbers(1000));
        }
    }

    @Test
    void fault_logDirectoryLost_endsTheProcessAndSaysWhy() throws Exception {
        Path log = data.resolve("child.log");
        Process process = BrokerProcess.start(data, log, "1", "lose");
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readString(log)).contains("the embedded broker cannot go on");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void start_takenPort_saysWhichAndLeavesDirectoryFree() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(data, HOST, other.getLocalPort()))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("port " + other.getLocalPort())
                    .hasMessageContaining("in use");
        }
        BrokerDirectory.own(data).close();
    }

    @Test
    void start_strangeHost_saysSo() {
        assertThatThrownBy(() -> EmbeddedBroker.start(data, "no such host", 0))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("no such host");
    }

    @Test
    void port_rememberedOneTaken_takesAnother() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                BrokerDirectory directory = BrokerDirectory.own(data)) {
            directory.rememberPort(other.getLocalPort());
            assertThat(EmbeddedBroker.port(directory, HOST, 0)).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void start_fileForDirectory_saysThatItCannotBeUsed() throws IOException {
        Path file = Files.writeString(data.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedBroker.start(file, HOST, 0))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("cannot be used");
    }

    private void assertInUse() {
        assertThatThrownBy(() -> EmbeddedBroker.start(data, HOST, 0))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("already in use by another process");
    }

    private EmbeddedBroker measuredStart(String what) {
        long start = System.nanoTime();
        EmbeddedBroker broker = EmbeddedBroker.start(data, HOST, 0);
        say(what, start);
        return broker;
    }

    private static void say(String what, long start) {
        System.out.printf("%s: %.2f s%n", what, (System.nanoTime() - start) / 1e9);
    }

    private static String cluster(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static Set<Thread> lastingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.isAlive() && !t.isDaemon())
                .collect(Collectors.toSet());
    }
}
