/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.koopwatch.agent.Endpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthcheckCommandTest {
    @TempDir
    Path data;

    private HttpServer server;
    private String http = "";
    private volatile int status = 200;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            byte[] body = "{\"ready\":false}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        http = "127.0.0.1:" + server.getAddress().getPort();
        new Endpoints(Endpoints.NONE, http, Endpoints.NONE).write(data);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readyService_ofTheDataDirectory_exits0() {
        Invocation check = Invocation.of("healthcheck", "--data", data);
        assertThat(check.out()).isEqualToIgnoringNewLines("ready at " + http);
        assertThat(check.exit()).isZero();
    }

    @Test
    void serviceThatIsNotReady_exits1_withWhatItSays() {
        status = 503;
        Invocation check = Invocation.of("healthcheck", "--http", http);
        assertThat(check.out()).isEqualToIgnoringNewLines("not ready at " + http + ": {\"ready\":false}");
        assertThat(check.exit()).isEqualTo(1);
    }

    @Test
    void nobodyThere_exits1() {
        server.stop(0);
        Invocation check = Invocation.of("healthcheck", "--http", http);
        assertThat(check.out()).isEqualToIgnoringNewLines("does not answer at " + http);
        assertThat(check.exit()).isEqualTo(1);
    }

    @Test
    void noServiceEverStartedThere_isBadInput() {
        Invocation check = Invocation.of("healthcheck", "--data", data.resolve("empty"));
        assertThat(check.exit()).isEqualTo(2);
        assertThat(check.errors()).singleElement().asString().contains("no running service known in");
    }
}
