/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What compose.yaml starts, outside containers: its commands and environment, with hosts, ports and folders replaced. Kafka
 * is a broker process of ours, Prometheus and Alertmanager are Debian's; both look every second. Koopwatch also pushes its
 * alarms to Alertmanager itself, whose inhibition of what would be told twice is left out.
 */
final class Stack {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final ComposeFile compose = new ComposeFile();
    private final Map<String, String> replaced = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private final Path directory;
    private final Receiver receiver = new Receiver();
    private final Prometheus prometheus;
    private final String grpc;

    private static final class Shared {
        private static final Stack STACK = new Stack();
    }

    /** One for all tests of this JVM; the first caller starts it. Its runs go on until the JVM ends. */
    static Stack shared() {
        return Shared.STACK;
    }

    private Stack() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        directory = folder();
        startKafka();
        replaced.put("/var/lib/koopwatch", directory.resolve("koopwatch").toString());
        String http = door("8080", "koopwatch:8080");
        grpc = door("50051", "koopwatch:50051");
        String alertmanager = alertmanager();
        ready(koopwatch("koopwatch", List.of("--alertmanager=http://" + alertmanager)));
        SimulatedRuns runs = new SimulatedRuns(grpc);
        Runtime.getRuntime().addShutdownHook(new Thread(runs::close));
        prometheus = new Prometheus(prometheus(http, alertmanager));
        await("Prometheus").atMost(LIMIT).until(prometheus::ready);
    }

    /** In the build's folder, so that logs can be read afterwards; what an earlier stack left there goes. */
    private static Path folder() {
        Path folder = Path.of("target", "stack").toAbsolutePath();
        try (Stream<Path> old = Files.exists(folder) ? Files.walk(folder) : Stream.<Path>empty()) {
            old.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A free port for one of the file, and what its network calls that door. */
    private String door(String port, String name) {
        String free = String.valueOf(FreePorts.next());
        String address = "127.0.0.1:" + free;
        replaced.put(name, address);
        replaced.put("port=" + port, "port=" + free);
        return address;
    }

    private void startKafka() {
        int port = FreePorts.next();
        replaced.put("kafka:19092", "127.0.0.1:" + port);
        List<String> arguments =
                List.of("up", "--roles=broker", "--data=" + directory.resolve("kafka"), "--kafka-port=" + port);
        ready(started(Programs.koopwatch(arguments, Map.of(), log("kafka"))));
    }

    private String here(String word) {
        String result = word;
        for (Map.Entry<String, String> each : replaced.entrySet()) {
            result = result.replace(each.getKey(), each.getValue());
        }
        return result;
    }

    /** The service of that name, which runs the program under test, started; what is added wins. */
    Process koopwatch(String service, List<String> more) {
        List<String> arguments = new ArrayList<>(
                compose.command(service).stream().map(this::here).toList());
        arguments.addAll(more);
        return started(Programs.koopwatch(arguments, compose.environment(service), log(service)));
    }

    /** The check that the compose file makes of its service, run once. */
    Process healthcheck(String service) {
        List<String> words =
                compose.healthcheck(service).stream().map(this::here).toList();
        if (!words.get(0).equals("/opt/koopwatch/koopwatch")) {
            throw new AssertionError("health check: expected the program itself, got " + words);
        }
        return started(
                Programs.koopwatch(words.subList(1, words.size()), compose.environment(service), log("healthcheck")));
    }

    private String alertmanager() {
        String address = "127.0.0.1:" + FreePorts.next();
        String configuration = Repository.text("grafana/alertmanager/alertmanager.yaml")
                .replace("group_wait: 10s", "group_wait: 1s")
                .replace("group_interval: 1m", "group_interval: 5s")
                .replace("cause!=\"\"", "cause=\"none such\"");
        for (String name : List.of("team", "on-call", "nobody")) {
            configuration = configuration.replace(
                    "  - name: " + name + "\n",
                    "  - name: " + name + "\n    webhook_configs: [{url: '" + receiver.url() + name + "'}]\n");
        }
        write("alertmanager/alertmanager.yaml", configuration);
        server("prometheus-alertmanager", "alertmanager", "--web.listen-address=" + address);
        return address;
    }

    private String prometheus(String http, String alertmanager) {
        String address = "127.0.0.1:" + FreePorts.next();
        write(
                "prometheus/prometheus.yaml",
                Repository.text("grafana/prometheus/prometheus.yaml")
                        .replace("koopwatch:8080", http)
                        .replace("alertmanager:9093", alertmanager)
                        .replace("localhost:9090", address)
                        .replace("interval: 15s", "interval: 1s"));
        for (String rules : List.of("alerts.yaml", "recording.yaml")) {
            write("prometheus/" + rules, Repository.text("grafana/prometheus/" + rules));
        }
        server("prometheus", "prometheus", "--web.listen-address=" + address);
        return address;
    }

    /** Starts a program with the words of the service of that name. */
    private void server(String program, String service, String... more) {
        Path configuration = directory.resolve(service);
        Path data = configuration.resolve("data");
        List<String> command = new ArrayList<>(List.of(program));
        compose.command(service).stream()
                .map(word -> word.replace("/etc/" + service + "/", configuration + "/")
                        .replace("path=/" + service, "path=" + data))
                .forEach(command::add);
        command.addAll(List.of(more));
        started(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(service)));
    }

    private void write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private File log(String name) {
        return directory.resolve(name + ".log").toFile();
    }

    private Process started(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(Process process) {
        try {
            String line = process.inputReader().readLine();
            if (line == null || !line.startsWith("READY ")) {
                throw new AssertionError("expected READY, got " + line + "; see the logs in " + directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Prometheus prometheus() {
        return prometheus;
    }

    Receiver receiver() {
        return receiver;
    }

    private void stop() {
        processes.forEach(Process::destroy);
        receiver.close();
    }
}
