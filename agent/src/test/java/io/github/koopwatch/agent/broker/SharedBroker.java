/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One broker for every test of this JVM; each test class takes a topic prefix of its own. */
public final class SharedBroker {
    private SharedBroker() {}

    /** Its address; the first caller starts it. */
    public static String bootstrap() {
        return Holder.BROKER.bootstrap();
    }

    private static final class Holder {
        static final EmbeddedBroker BROKER = start();
    }

    private static EmbeddedBroker start() {
        try {
            Path directory = Files.createTempDirectory("koopwatch-broker");
            EmbeddedBroker broker = EmbeddedBroker.start(directory, "127.0.0.1", 0);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                broker.close();
                delete(directory);
            }));
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
