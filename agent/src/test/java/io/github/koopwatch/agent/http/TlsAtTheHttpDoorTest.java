/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.client.Access.Tls;
import io.github.koopwatch.agent.doors.Certificates;
import io.github.koopwatch.agent.doors.Certificates.Pair;
import io.github.koopwatch.agent.doors.ClientHello;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.agent.doors.DoorSettings.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may speak to the HTTP door at all, and whom clients believe. */
class TlsAtTheHttpDoorTest {
    private static final Certificates MADE = Certificates.shared();
    private static final Path AUTHORITY = MADE.authority("authority").certificates();
    private static final Pair SERVER = MADE.server("server", "authority");

    private static HttpFixture shows(Pair pair, Optional<Path> clients) {
        TlsFiles files = new TlsFiles(pair.certificates(), pair.key(), clients);
        return new HttpFixture(new DoorSettings(Optional.of(files), Optional.empty()));
    }

    private static HttpFixture shows(Pair pair) {
        return shows(pair, Optional.empty());
    }

    private static HttpResponse<String> health(HttpFixture http, Tls tls) throws IOException, InterruptedException {
        Access access = new Access(Optional.of(tls), Optional.empty());
        return access.http(Duration.ofSeconds(10))
                .send(
                        access.request("localhost:" + http.server.port(), "/healthz")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void rightCertificate_isBelieved_andTheBrowserIsToldToStayWithTls() throws Exception {
        try (HttpFixture http = shows(SERVER)) {
            HttpResponse<String> answer = health(http, Tls.authorities(AUTHORITY));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
            assertThat(health(http, Tls.only(SERVER.certificates())).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void plainText_isNotTaken() throws Exception {
        try (HttpFixture http = shows(SERVER)) {
            String answer = "";
            try {
                answer = http.raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            } catch (IOException e) {
                // hung up
            }
            assertThat(answer).doesNotContain("up");
        }
    }

    @Test
    void oldTls_isRefused_andTls12IsNot() throws Exception {
        try (HttpFixture http = shows(SERVER)) {
            assertThat(ClientHello.answer(http.server.port(), 1)).isEqualTo(ClientHello.ALERT);
            assertThat(ClientHello.answer(http.server.port(), 2)).isEqualTo(ClientHello.ALERT);
            assertThat(ClientHello.answer(http.server.port(), 3)).isEqualTo(ClientHello.HANDSHAKE);
        }
    }

    @Test
    void certificate_expiredOrOfAnotherAuthorityOrName_isNotBelieved() {
        try (HttpFixture http = shows(MADE.expired("expired", "authority"))) {
            assertThatThrownBy(() -> health(http, Tls.authorities(AUTHORITY))).isInstanceOf(SSLException.class);
        }
        try (HttpFixture http = shows(MADE.elsewhere("elsewhere", "authority"))) {
            assertThatThrownBy(() -> health(http, Tls.authorities(AUTHORITY))).isInstanceOf(SSLException.class);
        }
        try (HttpFixture http = shows(SERVER)) {
            Path stranger = MADE.authority("stranger").certificates();
            assertThatThrownBy(() -> health(http, Tls.authorities(stranger))).isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> health(http, Tls.only(stranger))).isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> health(http, Tls.system())).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void clientAuthority_letsInItsClientsAlone() throws Exception {
        Optional<Path> clients = Optional.of(MADE.authority("clients").certificates());
        Pair client = MADE.client("client", "clients");
        try (HttpFixture http = shows(SERVER, clients)) {
            Tls nobody = Tls.authorities(AUTHORITY);
            assertThat(health(http, nobody.as(client.certificates(), client.key()))
                            .statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> health(http, nobody)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> health(http, nobody.as(SERVER.certificates(), SERVER.key())))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void newCertificate_holdsForNewConnections_andDropsNoStream(@TempDir Path directory) throws Exception {
        Pair next = MADE.server("next", "authority");
        Path certificate = Files.copy(SERVER.certificates(), directory.resolve("cert"));
        Path key = Files.copy(SERVER.key(), directory.resolve("key"));
        try (HttpFixture http = shows(new Pair(certificate, key))) {
            Access access = new Access(Optional.of(Tls.authorities(AUTHORITY)), Optional.empty());
            HttpResponse<InputStream> open = access.http(Duration.ofSeconds(10))
                    .send(
                            access.request("localhost:" + http.server.port(), "/api/v1/stream")
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            assertThat(open.body().read()).isEqualTo('r');
            Files.copy(next.certificates(), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(next.key(), key, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> shown(http, next));
            assertThat(shown(http, SERVER)).isFalse();
            http.stream.close(); // ends it in good order
            assertThat(new String(open.body().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("etry: 2000");
        }
    }

    private static boolean shown(HttpFixture http, Pair pair) throws InterruptedException {
        try {
            return health(http, Tls.only(pair.certificates())).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
