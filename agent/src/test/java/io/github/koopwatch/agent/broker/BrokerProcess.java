/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker in a JVM of its own, to be killed. */
final class BrokerProcess {
    private BrokerProcess() {}

    /** Arguments: data directory, number of records to write, {@code lose} to pull the disk away afterwards. */
    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        EmbeddedBroker broker = EmbeddedBroker.start(data, "127.0.0.1", 0);
        Records.write(broker.bootstrap(), Integer.parseInt(args[1]));
        System.out.println(broker.bootstrap());
        if (args.length > 2) {
            SharedBroker.delete(data.resolve("broker").resolve("log"));
            touch(broker.bootstrap());
        }
        Thread.sleep(60_000);
    }

    private static void touch(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic("after", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    static Process start(Path data, Path log, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                data.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectError(log.toFile()).start();
    }

    /** Waits for the address that it prints when its records are written. */
    static String bootstrap(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the broker process ended before it was ready");
        }
        return line;
    }
}
