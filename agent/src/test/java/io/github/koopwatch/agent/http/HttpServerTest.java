/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void healthz_says_up() throws Exception {
        assertThat(http.get("/healthz").body()).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void thousandIdleConnections_holdUpNobody() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                idle.add(new Socket("127.0.0.1", http.server.port()));
            }
            assertThat(http.get("/healthz").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void readyz_saysWhichConditionDoesNotHold() throws Exception {
        assertThat(http.get("/readyz").statusCode()).isEqualTo(200);
        http.ready.set(false);
        HttpResponse<String> answer = http.get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"ready\":false,\"conditions\":{\"kafka\":false}}");
    }

    @Test
    void metrics_areTextOrOpenMetricsAsAsked() throws Exception {
        HttpResponse<String> text = http.get("/metrics");
        assertThat(text.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(text.body()).contains("koopwatch_test_total 1.0").doesNotContain("# EOF");

        HttpResponse<String> open =
                http.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertThat(open.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void page_andItsFiles_areServedWithTheirTypes() throws Exception {
        HttpResponse<String> page = http.get("/");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).contains("A page for tests");
        assertThat(http.get("/app.js").headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
    }

    @Test
    void file_thatTheBrowserHas_isNotSentAgain() throws Exception {
        String etag = http.get("/app.js").headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = http.get("/app.js", "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(http.get("/app.js", "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/healthz", "/metrics", "/api/v1/runs", "/api/v1/runs/nobody", "/nothing", "/openapi.yaml"})
    void everyAnswer_hasTheSecurityHeaders(String path) throws Exception {
        HttpResponse<String> answer = http.get(path);
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self';"
                        + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/site/../../secret.txt",
                "//secret.txt",
                "/.%00./secret.txt",
                "/..\\secret.txt",
                "/%5c..%5csecret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/..;/secret.txt",
                "/secret.txt"
            })
    void path_thatLeadsOutOfTheFolder_isNotServed(String path) throws IOException {
        String answer = http.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain("not to be served");
        assertThat(answer).contains("Content-Security-Policy").contains("application/problem+json");
    }

    @Test
    void notHttp_isRefusedAsAProblem() throws IOException {
        assertThat(http.raw("HELLO\r\n\r\n")).contains(" 400 ").contains("\"status\":400");
    }

    @Test
    void headers_longerThanTheLimit_areRefused() throws IOException {
        String answer = http.raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(9000) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 431");
    }

    @Test
    void otherMethods_areRefusedWithThoseAllowed() throws Exception {
        HttpRequest post = http.request("/api/v1/runs")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> answer = http.client.send(post, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(answer.body()).contains("\"status\":405");
    }

    @Test
    void head_hasTheHeadersOfGetAndNoBody() throws Exception {
        HttpRequest head = http.request("/app.js")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = http.client.send(head, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).contains("26");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void longText_isCompressedForThoseWhoTakeIt() throws Exception {
        HttpRequest request =
                http.request("/openapi.yaml").header("Accept-Encoding", "gzip").build();
        HttpResponse<byte[]> answer = http.client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo(http.get("/openapi.yaml").body());
        assertThat(http.get("/openapi.yaml", "Accept-Encoding", "gzip;q=0")
                        .headers()
                        .firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void start_onAPortThatIsTaken_isBadInputThatNamesIt() {
        HttpServer second = new HttpServer("127.0.0.1", http.server.port(), new Routes());
        assertThatThrownBy(second::start)
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("127.0.0.1:" + http.server.port());
        second.close();
    }

    @Test
    void endpoint_thatFails_isAnswered500WithoutItsReason() throws Exception {
        Routes routes = new Routes().add("/fails", ask -> {
            throw new IllegalStateException("the secret reason");
        });
        try (HttpServer server = new HttpServer("127.0.0.1", 0, routes)) {
            server.start();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/fails"))
                    .build();
            HttpResponse<String> answer = http.client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("\"status\":500").doesNotContain("secret");
        }
    }
}
