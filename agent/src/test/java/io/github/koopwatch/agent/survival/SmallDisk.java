/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few megabytes in memory, to be filled to the last byte. Needs root. */
final class SmallDisk implements AutoCloseable {
    private static final byte[] BLOCK = new byte[4096];

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    static SmallDisk mount(Path directory, int mebibytes) throws IOException {
        Files.createDirectories(directory);
        Shell.run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "none", directory.toString());
        return new SmallDisk(directory);
    }

    Path directory() {
        return directory;
    }

    private static Path filler(Path directory) {
        return directory.resolve("filler");
    }

    /** Until nothing more goes onto the file system of that directory. */
    static void fill(Path directory) {
        try (OutputStream out = Files.newOutputStream(filler(directory))) {
            while (true) {
                out.write(BLOCK);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static void free(Path directory) {
        try {
            Files.delete(filler(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Shell.run("umount", "-l", directory.toString());
    }
}
