/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.client.PublishingClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service killed while a client publishes: nothing that was acknowledged is lost, and the output is the same. */
class RestartTest {
    private static final int KILLS = 2;
    private static final int ROWS = 600;
    private static final long BORN = 1_700_000_000_000L;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern READY = Pattern.compile("READY grpc=(\\S+) http=(\\S+) kafka=(\\S+)");

    @TempDir
    Path data;

    /** The doors of one start. */
    private record Up(Process process, String grpc, String http) {}

    private Up up(int grpcPort) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.github.koopwatch.agent.cli.Main",
                        "up",
                        "--data=" + data,
                        "--grpc-port=" + grpcPort,
                        "--http-port=0",
                        "--kafka-port=0",
                        "--partitions=4"))
                .redirectError(data.resolve("up.log").toFile())
                .start();
        BufferedReader out = process.inputReader();
        long begin = System.nanoTime();
        String line = out.readLine();
        Matcher ready = READY.matcher(String.valueOf(line));
        assertThat(ready.matches())
                .as("first line on standard output: %s", line)
                .isTrue();
        System.out.println("ready after " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        return new Up(process, ready.group(1), ready.group(2));
    }

    @Test
    void killedWhileAClientPublishes_outputEqualsThatOfAnUndisturbedService() throws Exception {
        float[][] rows = Trainings.walk(7, ROWS, 16);
        Random random = new Random(42);
        Up up = up(0);
        int grpcPort = Integer.parseInt(up.grpc().substring(up.grpc().lastIndexOf(':') + 1));
        try (PublishingClient client = PublishingClient.open(up.grpc(), Trainings.start("kept", 16), BORN)) {
            int next = 0;
            for (int kill = 1; kill <= KILLS; kill++) {
                int until = ROWS * kill / (KILLS + 1) + random.nextInt(50);
                for (; next < until; next++) {
                    client.snapshot("weights", next, rows[next]);
                    Thread.sleep(2);
                }
                up.process().destroyForcibly().waitFor();
                up = up(grpcPort);
            }
            for (; next < ROWS; next++) {
                client.snapshot("weights", next, rows[next]);
            }
            assertThat(client.finish(LIMIT)).isTrue();
        }
        Trainings.assertSame(
                new Api(up.http()).spectraUntil("kept", ROWS - 1), Trainings.offline("kept", BORN, 0, rows));
        up.process().destroy();
        assertThat(up.process().waitFor()).isIn(0, 143);
    }
}
