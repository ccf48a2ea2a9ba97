/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.client.Access.Tls;
import io.github.koopwatch.agent.doors.Certificates;
import io.github.koopwatch.agent.doors.Certificates.Pair;
import io.github.koopwatch.agent.doors.ClientHello;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.agent.doors.DoorSettings.TlsFiles;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may speak to the gRPC door at all, and whom clients believe. */
class TlsAtTheDoorTest {
    private static final Certificates MADE = Certificates.shared();
    private static final Path AUTHORITY = MADE.authority("authority").certificates();

    private static DoorSettings shows(Pair pair) {
        return settings(pair, Optional.empty());
    }

    private static DoorSettings settings(Pair pair, Optional<Path> clients) {
        return new DoorSettings(Optional.of(new TlsFiles(pair.certificates(), pair.key(), clients)), Optional.empty());
    }

    private static Pair server() {
        return MADE.server("server", "authority");
    }

    private static Access believing(Path authority) {
        return new Access(Optional.of(Tls.authorities(authority)), Optional.empty());
    }

    private static Access as(Pair own) {
        Tls tls = Tls.authorities(AUTHORITY).as(own.certificates(), own.key());
        return new Access(Optional.of(tls), Optional.empty());
    }

    /** OK once a RunStart is acknowledged, else why it is not. */
    private static Status publish(GuardedDoor door, Access access) throws InterruptedException {
        try (TestClient client = door.client(access)) {
            client.send(start(1, 1));
            await().until(() -> client.over() != null || client.acked() == 1);
            Status over = client.over();
            return over == null ? Status.OK : over;
        }
    }

    @Test
    void rightCertificate_isBelieved() throws Exception {
        try (GuardedDoor door = new GuardedDoor(shows(server()))) {
            assertThat(publish(door, believing(AUTHORITY)))
                    .extracting(Status::isOk)
                    .isEqualTo(true);
            Access only = new Access(Optional.of(Tls.only(server().certificates())), Optional.empty());
            assertThat(publish(door, only).isOk()).isTrue();
        }
    }

    @Test
    void plainText_isNotTaken() throws Exception {
        try (GuardedDoor door = new GuardedDoor(shows(server()))) {
            assertThat(publish(door, Access.OPEN).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            byte[] http2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(ClientHello.answer(door.server.port(), http2)).isIn(-1, ClientHello.ALERT);
            assertThat(door.producer.sent()).isEmpty();
        }
    }

    @Test
    void oldTls_isRefused_andTls12IsNot() throws Exception {
        try (GuardedDoor door = new GuardedDoor(shows(server()))) {
            assertThat(ClientHello.answer(door.server.port(), 1)).isEqualTo(ClientHello.ALERT);
            assertThat(ClientHello.answer(door.server.port(), 2)).isEqualTo(ClientHello.ALERT);
            assertThat(ClientHello.answer(door.server.port(), 3)).isEqualTo(ClientHello.HANDSHAKE);
        }
    }

    @Test
    void expiredCertificate_isNotBelieved() throws Exception {
        try (GuardedDoor door = new GuardedDoor(shows(MADE.expired("expired", "authority")))) {
            assertThat(publish(door, believing(AUTHORITY)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void certificateOfAnotherAuthority_isNotBelieved() throws Exception {
        try (GuardedDoor door = new GuardedDoor(shows(server()))) {
            Path stranger = MADE.authority("stranger").certificates();
            assertThat(publish(door, believing(stranger)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            Access system = new Access(Optional.of(Tls.system()), Optional.empty());
            assertThat(publish(door, system).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            Access other = new Access(Optional.of(Tls.only(stranger)), Optional.empty());
            assertThat(publish(door, other).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void certificateOfAnotherName_isNotBelieved() throws Exception {
        try (GuardedDoor door = new GuardedDoor(shows(MADE.elsewhere("elsewhere", "authority")))) {
            assertThat(publish(door, believing(AUTHORITY)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void clientAuthority_letsInItsClientsAlone() throws Exception {
        Optional<Path> clients = Optional.of(MADE.authority("clients").certificates());
        try (GuardedDoor door = new GuardedDoor(settings(server(), clients))) {
            assertThat(publish(door, as(MADE.client("client", "clients"))).isOk())
                    .isTrue();
            assertThat(publish(door, believing(AUTHORITY)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(publish(door, as(server())).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(publish(door, as(MADE.expired("old-client", "clients"))).getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(door.producer.sent()).hasSize(1);
        }
    }

    @Test
    void filesThatDoNotGoTogether_areBadInputThatShowsNothingOfThem(@TempDir Path directory) throws Exception {
        Pair server = server();
        Path text = Files.writeString(directory.resolve("text.pem"), "SECRET");
        Pair other = MADE.elsewhere("elsewhere", "authority");
        assertThatThrownBy(() -> new GuardedDoor(shows(new Pair(server.certificates(), other.key()))))
                .isInstanceOf(BadInput.class)
                .hasMessage("tls-key: expected the private key of the first certificate, got that of another");
        assertThatThrownBy(() -> new GuardedDoor(shows(new Pair(text, server.key()))))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("tls-cert: expected certificates in PEM")
                .hasMessageNotContaining("SECRET");
        assertThatThrownBy(() -> new GuardedDoor(shows(new Pair(server.certificates(), text))))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("tls-key: expected a private key in PEM")
                .hasMessageNotContaining("SECRET");
        assertThatThrownBy(() -> new GuardedDoor(shows(new Pair(directory.resolve("none"), server.key()))))
                .isInstanceOf(BadInput.class)
                .hasMessage("tls-cert, tls-key: expected a file that can be read, got " + directory.resolve("none"));
    }
}
