/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The broker's part of a data directory: owned by one process, formatted once, remembers the port. */
final class BrokerDirectory implements AutoCloseable {
    // Closing any channel of a file drops the locks that the whole process holds on it (POSIX), so a second owner in
    // this
    // process must be refused before it opens the lock file.
    private static final Set<Path> OWNED_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lock;

    private BrokerDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Takes the directory for this process, making it if needed; throws BadInput when another process has it. */
    static BrokerDirectory own(Path dataDirectory) {
        try {
            Path directory =
                    Files.createDirectories(dataDirectory.resolve("broker")).toRealPath();
            if (!OWNED_HERE.add(directory)) {
                throw inUse(dataDirectory, Long.toString(ProcessHandle.current().pid()));
            }
            return locked(dataDirectory, directory);
        } catch (IOException e) {
            throw new BadInput("data directory " + dataDirectory + " cannot be used: " + e, e);
        }
    }

    private static BrokerDirectory locked(Path dataDirectory, Path directory) throws IOException {
        Path file = directory.resolve("lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw inUse(dataDirectory, Files.readString(file).strip());
            }
            sign(channel);
            return new BrokerDirectory(directory, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            OWNED_HERE.remove(directory);
            throw e;
        }
    }

    private static void sign(FileChannel lock) throws IOException {
        lock.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        lock.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)));
    }

    private static BadInput inUse(Path dataDirectory, String pid) {
        return new BadInput("data directory " + dataDirectory + " is already in use by another process (pid " + pid
                + "): stop that one or give another --data");
    }

    /** Where Kafka keeps its logs and metadata. */
    Path log() {
        return directory.resolve("log");
    }

    /** Gives a new directory its cluster id; does nothing to one that has it. */
    void format(String controllerListener) {
        if (Files.exists(log().resolve("meta.properties"))) {
            return;
        }
        String log = log().toString();
        try {
            new Formatter()
                    .setNodeId(BrokerSettings.NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(log)
                    .setMetadataLogDirectory(log)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setControllerListenerName(controllerListener)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw new BadInput("data directory " + directory + " cannot be prepared for the broker: " + e, e);
        }
    }

    /** Whether the last broker here ended without closing its logs: Kafka leaves a mark where it did. */
    boolean killed() {
        return Files.exists(log().resolve("__cluster_metadata-0"))
                && Files.notExists(log().resolve(".kafka_cleanshutdown"));
    }

    /** The port of the last start, absent for a new directory or when the note of it cannot be read. */
    OptionalInt rememberedPort() {
        try {
            return OptionalInt.of(
                    Integer.parseInt(Files.readString(directory.resolve("port")).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    void rememberPort(int port) {
        Path partial = directory.resolve("port.partial");
        try {
            Files.writeString(partial, port + "\n");
            Files.move(
                    partial,
                    directory.resolve("port"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadInput("data directory " + directory + " cannot be written: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("lock of " + directory, e);
        } finally {
            OWNED_HERE.remove(directory);
        }
    }
}
