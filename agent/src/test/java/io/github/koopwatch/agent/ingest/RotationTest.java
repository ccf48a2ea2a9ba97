/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.snapshot;
import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.client.Access.Tls;
import io.github.koopwatch.agent.doors.Certificates;
import io.github.koopwatch.agent.doors.Certificates.Pair;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.agent.doors.DoorSettings.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and tokens change while clients publish: no call is dropped, and what is new holds soon. */
class RotationTest {
    private static final Certificates MADE = Certificates.shared();
    private static final Pair FIRST = MADE.server("server", "authority");
    private static final Pair SECOND = MADE.server("next", "authority");
    private static final int STREAMS = 4;

    @TempDir
    private Path directory = Path.of("");

    private final AtomicBoolean done = new AtomicBoolean();

    private void put(Path from, String name) throws IOException {
        Path partial = directory.resolve(name + ".partial");
        Files.copy(from, partial, StandardCopyOption.REPLACE_EXISTING);
        Files.move(partial, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void put(Pair pair) throws IOException {
        put(pair.certificates(), "cert"); // between the two the pair does not go together, which is waited out
        put(pair.key(), "key");
    }

    private void tokens(String text) throws IOException {
        put(Files.writeString(directory.resolve("tokens.new"), text), "tokens");
    }

    private static Access believing(Pair pair, String token) {
        return new Access(Optional.of(Tls.only(pair.certificates())), Optional.of(token));
    }

    /** Publishes until it is told to stop; how many snapshots were acknowledged of how many. */
    private boolean stream(GuardedDoor door) throws InterruptedException {
        Access access = new Access(
                Optional.of(Tls.authorities(MADE.authority("authority").certificates())), Optional.of("stays"));
        try (TestClient client = door.client(access)) {
            client.send(start(1, 1));
            long sequence = 1;
            while (!done.get()) {
                sequence++;
                client.send(snapshot(sequence, sequence, 1f));
                TimeUnit.MILLISECONDS.sleep(1);
            }
            long last = sequence;
            await().until(() -> client.over() != null || client.acked() == last);
            return client.over() == null;
        }
    }

    private static boolean comesIn(GuardedDoor door, Access access) throws InterruptedException {
        try (TestClient client = door.client(access)) {
            client.send(start(1, 1));
            await().until(() -> client.over() != null || client.acked() == 1);
            return client.over() == null;
        }
    }

    @Test
    void newCertificatesAndTokens_dropNoCall() throws Exception {
        put(FIRST);
        tokens("stays publish *\nold publish *\n");
        TlsFiles tls = new TlsFiles(directory.resolve("cert"), directory.resolve("key"), Optional.empty());
        ExecutorService threads = Executors.newFixedThreadPool(STREAMS);
        try (GuardedDoor door =
                new GuardedDoor(new DoorSettings(Optional.of(tls), Optional.of(directory.resolve("tokens"))))) {
            List<Future<Boolean>> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                streams.add(threads.submit(() -> stream(door)));
            }
            for (Pair pair : List.of(SECOND, FIRST, SECOND)) {
                put(pair);
                await().until(() -> comesIn(door, believing(pair, "stays")));
                assertThat(comesIn(door, believing(pair == FIRST ? SECOND : FIRST, "stays")))
                        .isFalse();
            }
            assertThat(comesIn(door, believing(SECOND, "old"))).isTrue();
            tokens("stays publish *\nnew publish *\n");
            await().until(() -> comesIn(door, believing(SECOND, "new")));
            assertThat(comesIn(door, believing(SECOND, "old"))).isFalse();
            done.set(true);
            for (Future<Boolean> stream : streams) {
                assertThat(stream.get(1, TimeUnit.MINUTES)).isTrue();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }
}
