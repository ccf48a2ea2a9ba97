/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with a profile of its own; expected on the PATH. */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final Path profile;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    Browser() throws IOException, InterruptedException {
        profile = Files.createTempDirectory("koopwatch-browser");
        process = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("browser.log").toFile())
                .start();
        port = awaitPort();
    }

    private List<String> command() {
        return List.of(
                executable(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--no-proxy-server",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank");
    }

    private static String executable() {
        String path = System.getenv().getOrDefault("PATH", "");
        return NAMES.stream()
                .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(dir -> Path.of(dir, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("expected one of " + NAMES + " on the PATH, found none"));
    }

    /** The browser writes the port that it chose as the first line of a file in its profile. */
    private int awaitPort() throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            if (Files.exists(file) && !Files.readString(file).isBlank()) {
                return Integer.parseInt(Files.readAllLines(file).get(0).trim());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        String log = Files.readString(profile.resolve("browser.log"));
        close();
        throw new IOException("the browser did not start: " + log);
    }

    /** A new empty tab. */
    Tab tab() throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + "/json/new?about:blank");
        HttpRequest put = HttpRequest.newBuilder(address)
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        return Tab.open(
                http, http.send(put, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
