/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.RealDoor.LONG;
import static io.github.koopwatch.agent.ingest.RealDoor.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.broker.EmbeddedBroker;
import io.github.koopwatch.agent.client.PublishingClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is away for longer than a delivery may take. */
class OutageTest {
    /** Gives a delivery up after four seconds, each record by itself, as records as large as a batch would be. */
    private static final Map<String, Object> IMPATIENT = Map.of(
            "delivery.timeout.ms", 4000,
            "request.timeout.ms", 1000,
            "max.block.ms", 4000L,
            "batch.size", 1);

    @TempDir
    Path data;

    private Process broker;

    @BeforeEach
    void start() throws IOException {
        broker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutageTest.class.getName(),
                        data.toString())
                .redirectError(data.resolve("broker.log").toFile())
                .start();
    }

    @AfterEach
    void kill() throws InterruptedException {
        broker.destroyForcibly().waitFor();
    }

    /** A broker in a JVM of its own, until it is killed or its parent is gone. */
    public static void main(String[] args) throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), "127.0.0.1", 0);
        System.out.println(broker.bootstrap());
        System.exit(System.in.read());
    }

    /**
     * The broker stands still until the first record has failed, and goes on while those published later could still be
     * delivered. What the topology keeps of the log, steps that rise, must be every step: no later record may have overtaken
     * one that had to be sent again.
     */
    @Test
    void outage_untilTheFirstRecordFails_leavesNoGap() throws Exception {
        String bootstrap = broker.inputReader().readLine();
        try (RealDoor door = new RealDoor(bootstrap, "outage", IMPATIENT);
                PublishingClient client = door.client("r42")) {
            publish(client, 0, 50);
            await().atMost(LONG).until(() -> door.steps("r42").size() == 50);
            signal("STOP");
            long step = 50;
            while (door.producersMade() == 1) {
                publish(client, step, ++step);
                Thread.sleep(20);
            }
            signal("CONT");
            assertThat(client.finish(LONG)).isTrue();
            assertThat(client.refusals()).isEmpty();
            assertThat(rising(door.steps("r42")))
                    .isEqualTo(LongStream.range(0, step).boxed().toList());
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(broker.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static List<Long> rising(List<Long> steps) {
        List<Long> kept = new ArrayList<>();
        for (long step : steps) {
            if (kept.isEmpty() || step > kept.get(kept.size() - 1)) {
                kept.add(step);
            }
        }
        return kept;
    }
}
