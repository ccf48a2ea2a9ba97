/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The arrays in a file of NumPy: one, called {@code x} (.npy), or several with names (.npz).
 *
 * @param file its path, for messages
 * @param archive whether it is an .npz, told by its first bytes
 * @param arrays bytes of each array under its name
 */
record ArrayFile(String file, boolean archive, Map<String, ByteBuffer> arrays) {
    /** A file's or an entry's most bytes: what one buffer can address. */
    private static final long LARGEST = Integer.MAX_VALUE - 8L;

    private static final String SUFFIX = ".npy";

    /** Throws BadInput for what is neither. */
    static ArrayFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInput(file + ": expected a .npy or .npz file, got "
                    + (Files.exists(file) ? "something else" : "no file"));
        }
        try {
            ByteBuffer bytes = mapped(file);
            boolean zip = bytes.remaining() >= 2 && bytes.get(0) == 'P' && bytes.get(1) == 'K';
            return new ArrayFile(file.toString(), zip, zip ? entries(file) : Map.of("x", bytes));
        } catch (ZipException e) {
            throw new BadInput(file + ": expected a whole .npz archive, got a damaged one (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new BadInput(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Throws BadInput when there is none of that name, or it is no array. */
    NpyArray array(String name) {
        ByteBuffer bytes = arrays.get(name);
        if (bytes == null) {
            throw new BadInput(file + ": expected an array " + name + ", got " + arrays.keySet());
        }
        return NpyArray.read(archive ? file + "[" + name + "]" : file, bytes);
    }

    private static ByteBuffer mapped(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            requireSize(file.toString(), channel.size(), LARGEST);
            return channel.size() == 0
                    ? ByteBuffer.allocate(0)
                    : channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private static Map<String, ByteBuffer> entries(Path file) throws IOException {
        Map<String, ByteBuffer> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(SUFFIX)) {
                    String name = entry.getName();
                    arrays.put(name.substring(0, name.length() - SUFFIX.length()), inflated(file, zip, entry));
                }
            }
        }
        return arrays;
    }

    private static ByteBuffer inflated(Path file, ZipFile zip, ZipEntry entry) throws IOException {
        String name = file + "[" + entry.getName() + "]";
        requireSize(
                name, entry.getSize(), Math.min(LARGEST, Runtime.getRuntime().maxMemory() / 2));
        try (InputStream raw = zip.getInputStream(entry)) {
            CheckedInputStream in = new CheckedInputStream(raw, new CRC32());
            byte[] bytes = in.readNBytes((int) entry.getSize());
            boolean whole = bytes.length == entry.getSize() && in.read() < 0;
            if (!whole || in.getChecksum().getValue() != entry.getCrc()) {
                throw new ZipException("entry " + entry.getName() + " is not what its checksum says");
            }
            return ByteBuffer.wrap(bytes);
        }
    }

    private static void requireSize(String name, long size, long largest) {
        if (size < 0 || size > largest) {
            throw new BadInput(name + ": expected at most " + (largest >> 20) + " MiB, got " + (size >> 20) + " MiB");
        }
    }
}
