/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.broker.SaslBroker;
import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.client.Access.Tls;
import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.agent.doors.Certificates;
import io.github.koopwatch.agent.doors.Certificates.Pair;
import io.github.koopwatch.agent.notify.Receiver;
import java.io.IOException;
import java.io.Writer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole service between strangers: TLS and tokens at both doors, a broker behind SASL_SSL, a webhook whose address is a
 * secret. It works, and of all its secrets none stands in the log, even where the log says everything.
 */
class SecretsTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Pattern READY = Pattern.compile("READY grpc=(\\S+) http=(\\S+) kafka=(\\S+)");
    private static final Pattern COOKIE = Pattern.compile("koopwatch=([^;]+);");
    private static final Pattern LOGGER = Pattern.compile("^\\S+ +\\S+ +(\\S+) .*$");
    private static final int ROWS = 120;

    private static final String TOKEN = "tok-S3CRET-publisher-0001";
    private static final String WRONG_TOKEN = "tok-S3CRET-wrong-0002";
    private static final String SASL_PASSWORD = "S3CRET-sasl-0003";
    private static final String HOOK = "/hook-S3CRET-0004?key=S3CRET-0005";
    private static final String HOOK_HEADER = "Bearer S3CRET-hook-0006";

    @TempDir
    private Path directory = Path.of("");

    private final Certificates made = Certificates.shared();
    private final Pair server = made.server("server", "authority");
    private final Path authority = made.authority("authority").certificates();

    private Path config(String kafka, Receiver webhook) throws IOException {
        Properties config = SaslBroker.clients(authority, SASL_PASSWORD);
        config.setProperty("kafka", kafka);
        config.setProperty("tls-cert", server.certificates().toString());
        config.setProperty("tls-key", server.key().toString());
        config.setProperty("tokens", write("tokens", TOKEN + " publish team-\n"));
        config.setProperty("webhook", webhook.address(HOOK).toString());
        config.setProperty("webhook-auth-file", write("hook", HOOK_HEADER));
        Path file = directory.resolve("koopwatch.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            config.store(out, null);
        }
        return file;
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private Process up(Path config) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Dkoopwatch.log=DEBUG",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.github.koopwatch.agent.cli.Main",
                        "up",
                        "--config=" + config,
                        "--data=" + directory.resolve("data"),
                        "--bind=0.0.0.0", // TLS and tokens let it
                        "--grpc-port=0",
                        "--http-port=0",
                        "--partitions=2",
                        "--threads=1"))
                .redirectError(directory.resolve("up.log").toFile())
                .start();
    }

    private static String onThisMachine(String address) {
        return address.replace("0.0.0.0", "localhost");
    }

    @Test
    void everySecret_isUsed_andNoneIsLogged() throws Exception {
        try (SaslBroker broker = SaslBroker.start(directory.resolve("broker"), server, SASL_PASSWORD);
                Receiver webhook = new Receiver()) {
            Process process = up(config(broker.bootstrap(), webhook));
            String session;
            try {
                Matcher ready =
                        READY.matcher(String.valueOf(process.inputReader().readLine()));
                assertThat(ready.matches())
                        .as("ready, or the last lines: %s", lastWords())
                        .isTrue();
                String http = onThisMachine(ready.group(2));
                publish(onThisMachine(ready.group(1)), http);
                session = login(http);
                await().atMost(LIMIT).until(() -> !webhook.requests.isEmpty());
                assertThat(webhook.requests.get(0).path()).isEqualTo(HOOK);
                assertThat(webhook.requests.get(0).headers()).containsEntry("authorization", HOOK_HEADER);
            } finally {
                process.destroy();
                process.waitFor();
            }
            assertNotLogged(session);
        }
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("up.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private Access with(String token) {
        return new Access(Optional.of(Tls.authorities(authority)), Optional.of(token));
    }

    private void publish(String grpc, String http) throws Exception {
        long born = 1_700_000_000_000L;
        try (PublishingClient wrong =
                PublishingClient.open(grpc, with(WRONG_TOKEN), Trainings.start("team-a", 4), born)) {
            await().atMost(LIMIT).until(() -> wrong.failure().isPresent());
        }
        float[][] rows = Trainings.walk(1, ROWS, 4);
        try (PublishingClient client = PublishingClient.open(grpc, with(TOKEN), Trainings.start("team-a", 4), born)) {
            for (int t = 0; t < ROWS; t++) {
                client.snapshot("weights", t, rows[t]);
            }
            client.snapshot("weights", ROWS, new float[] {Float.NaN, 0, 0, 0});
            assertThat(client.finish(LIMIT)).isTrue();
        }
        await().atMost(LIMIT)
                .until(() -> ask(http, TOKEN, "/api/v1/runs/team-a/spectra").contains("eigenvalues"));
        assertThat(ask(http, WRONG_TOKEN, "/api/v1/runs")).contains("401");
        await().atMost(LIMIT)
                .until(() -> ask(http, TOKEN, "/metrics").contains("koopwatch_run_step{run=\"team-a\"} 119"));
    }

    private String ask(String http, String token, String path) throws IOException, InterruptedException {
        Access access = with(token);
        return access.http(LIMIT)
                .send(access.request(http, path).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String login(String http) throws IOException, InterruptedException {
        Access nobody = new Access(Optional.of(Tls.authorities(authority)), Optional.empty());
        HttpRequest login = nobody.request(http, "/login")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + TOKEN + "\"}"))
                .build();
        HttpResponse<String> answer = nobody.http(LIMIT).send(login, HttpResponse.BodyHandlers.ofString());
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).endsWith("; Secure");
        Matcher session = COOKIE.matcher(cookie);
        assertThat(session.find()).isTrue();
        HttpRequest use = nobody.request(http, "/api/v1/runs")
                .header("Cookie", "koopwatch=" + session.group(1))
                .build();
        assertThat(nobody.http(LIMIT)
                        .send(use, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        return session.group(1);
    }

    private void assertNotLogged(String session) throws IOException {
        List<String> secrets = new ArrayList<>(List.of("S3CRET", session));
        secrets.add(Files.readAllLines(server.key()).get(1)); // a line of the private key
        TreeSet<String> loggers = new TreeSet<>();
        long debug;
        try (Stream<String> lines = Files.lines(directory.resolve("up.log"), StandardCharsets.UTF_8)) {
            debug = lines.peek(line -> {
                        if (secrets.stream().anyMatch(line::contains)) {
                            loggers.add(LOGGER.matcher(line).replaceFirst("$1"));
                        }
                    })
                    .filter(line -> line.contains(" DEBUG "))
                    .count();
        }
        assertThat(loggers).as("loggers that show secrets").isEmpty();
        assertThat(debug).as("the log says everything").isGreaterThan(1000);
        assertThat(Files.readString(directory.resolve("data").resolve("endpoints.properties")))
                .doesNotContain("S3CRET");
    }
}
