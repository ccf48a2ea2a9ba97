/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Bytes of a file that are read where they lie, however many they are.
 *
 * @param start where they begin in the file
 * @param size how many they are
 */
record FileRange(Path file, long start, long size) {
    FileChannel open() throws IOException {
        return FileChannel.open(file);
    }

    /** The range without its first bytes. */
    FileRange after(long bytes) {
        return new FileRange(file, start + bytes, size - bytes);
    }

    /** That many bytes from there on, ready to be read. Throws EOFException when there are fewer. */
    ByteBuffer bytes(long at, int count) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(count);
        try (FileChannel channel = open()) {
            read(channel, at, into);
        }
        return into.flip();
    }

    /** Fills the buffer's remaining room from there on. Throws EOFException when the file ends before. */
    void read(FileChannel channel, long at, ByteBuffer into) throws IOException {
        long position = start + at;
        while (into.hasRemaining()) {
            int count = channel.read(into, position);
            if (count < 0) {
                throw new EOFException("the file ends before byte " + position);
            }
            position += count;
        }
    }
}
