/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of an archive's member, checked against its checksum: a stored member where it lies, a deflated one unpacked
 * to a temporary file, since rows are read more than once and from any place.
 */
final class ZipMember {
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int CHUNK = 1 << 16;

    private ZipMember() {}

    /** Throws ZipException for a member that is not what its checksum says. */
    static FileRange open(String name, ZipDirectory.Member member) throws IOException {
        try (FileChannel channel = member.packed().open()) {
            channel.position(member.packed().start());
            InputStream in = Channels.newInputStream(channel);
            return switch (member.method()) {
                case STORED -> {
                    copy(name, member, in, OutputStream.nullOutputStream());
                    yield member.packed();
                }
                case DEFLATED -> unpacked(name, member, in);
                default ->
                    throw new ZipException(
                            "member " + name + ": expected stored or deflated, got method " + member.method());
            };
        }
    }

    private static FileRange unpacked(String name, ZipDirectory.Member member, InputStream in) throws IOException {
        Path file = Files.createTempFile("koopwatch", ".npy");
        file.toFile().deleteOnExit();
        Inflater inflater = new Inflater(true);
        try (OutputStream out = Files.newOutputStream(file)) {
            copy(name, member, new InflaterInputStream(in, inflater, CHUNK), out);
        } finally {
            inflater.end();
        }
        return new FileRange(file, 0, member.size());
    }

    private static void copy(String name, ZipDirectory.Member member, InputStream raw, OutputStream out)
            throws IOException {
        CheckedInputStream in = new CheckedInputStream(raw, new CRC32());
        byte[] chunk = new byte[CHUNK];
        long left = member.size();
        while (left > 0) {
            int count = in.read(chunk, 0, (int) Math.min(CHUNK, left));
            if (count < 0) {
                throw new ZipException("member " + name + " is cut off");
            }
            out.write(chunk, 0, count);
            left -= count;
        }
        if (in.getChecksum().getValue() != member.crc()) {
            throw new ZipException("member " + name + " is not what its checksum says");
        }
    }
}
