/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * Where the members of a zip archive lie (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3, ZIP64 included). java.util.zip
 * inflates members, but does not say where a stored one can be read in place.
 */
final class ZipDirectory {
    /**
     * @param method 0 stored, 8 deflated
     * @param crc of the member as it was before it was packed
     * @param packed the bytes in the archive
     * @param size bytes when unpacked
     */
    record Member(int method, long crc, FileRange packed, long size) {}

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 65_535;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64 = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int ZIP64 = 1;
    private static final long SEE_ZIP64 = 0xffffffffL;

    private final FileRange file;
    private final Map<String, Member> members = new LinkedHashMap<>();

    private ZipDirectory(Path path) throws IOException {
        this.file = new FileRange(path, 0, Files.size(path));
    }

    /** Members by name. Throws IOException for what is no whole archive. */
    static Map<String, Member> read(Path path) throws IOException {
        ZipDirectory directory = new ZipDirectory(path);
        directory.readEntries();
        return directory.members;
    }

    private void readEntries() throws IOException {
        long tail = Math.min(file.size(), END_BYTES + LONGEST_COMMENT);
        ByteBuffer end = bytes(file.size() - tail, tail);
        int at = (int) tail - END_BYTES;
        while (at >= 0 && end.getInt(at) != END) {
            at--;
        }
        require(at >= 0, "no directory at its end");
        long size = Integer.toUnsignedLong(end.getInt(at + 12));
        long start = Integer.toUnsignedLong(end.getInt(at + 16));
        long locator = file.size() - tail + at - LOCATOR_BYTES;
        if (locator >= 0 && bytes(locator, Integer.BYTES).getInt() == LOCATOR) {
            ByteBuffer end64 = bytes(bytes(locator, LOCATOR_BYTES).getLong(8), END64_BYTES);
            require(end64.getInt(0) == END64, "its ZIP64 directory is not where it says");
            size = end64.getLong(40);
            start = end64.getLong(48);
        }
        ByteBuffer entries = bytes(start, size);
        while (entries.remaining() >= ENTRY_BYTES) {
            readEntry(entries);
        }
        require(!entries.hasRemaining(), "its directory is cut off");
    }

    private void readEntry(ByteBuffer in) throws IOException {
        int at = in.position();
        require(in.getInt(at) == ENTRY, "its directory is damaged");
        int name = Short.toUnsignedInt(in.getShort(at + 28));
        int extra = Short.toUnsignedInt(in.getShort(at + 30));
        int comment = Short.toUnsignedInt(in.getShort(at + 32));
        require(in.remaining() >= ENTRY_BYTES + name + extra + comment, "its directory is cut off");
        byte[] text = new byte[name];
        in.get(at + ENTRY_BYTES, text);
        long[] sizes = { // unpacked, packed, offset: the order in which the ZIP64 field repeats those that are too
            // large
            Integer.toUnsignedLong(in.getInt(at + 24)),
            Integer.toUnsignedLong(in.getInt(at + 20)),
            Integer.toUnsignedLong(in.getInt(at + 42))
        };
        widen(sizes, in.slice(at + ENTRY_BYTES + name, extra).order(ByteOrder.LITTLE_ENDIAN));
        in.position(at + ENTRY_BYTES + name + extra + comment);
        require(sizes[0] >= 0 && sizes[1] >= 0 && sizes[2] >= 0, "its directory is damaged");
        members.put(
                new String(text, StandardCharsets.UTF_8),
                new Member(
                        Short.toUnsignedInt(in.getShort(at + 10)),
                        Integer.toUnsignedLong(in.getInt(at + 16)),
                        packed(sizes[2], sizes[1]),
                        sizes[0]));
    }

    private void widen(long[] sizes, ByteBuffer extra) throws IOException {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Short.toUnsignedInt(extra.getShort());
            require(length <= extra.remaining(), "its directory is damaged");
            int end = extra.position() + length;
            for (int i = 0; i < sizes.length && id == ZIP64; i++) {
                if (sizes[i] == SEE_ZIP64) {
                    require(end - extra.position() >= Long.BYTES, "its directory is damaged");
                    sizes[i] = extra.getLong();
                }
            }
            extra.position(end);
        }
    }

    /** A member's bytes come after a header of its own, whose length is its own as well. */
    private FileRange packed(long offset, long size) throws IOException {
        ByteBuffer local = bytes(offset, LOCAL_BYTES);
        require(local.getInt(0) == LOCAL, "a member is not where its directory says");
        long start = offset
                + LOCAL_BYTES
                + Short.toUnsignedInt(local.getShort(26))
                + Short.toUnsignedInt(local.getShort(28));
        require(size <= file.size() - start, "a member is cut off");
        return new FileRange(file.file(), start, size);
    }

    private ByteBuffer bytes(long at, long count) throws IOException {
        require(at >= 0 && count >= 0 && at <= file.size() - count && count < Integer.MAX_VALUE, "it is cut off");
        return file.bytes(at, (int) count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void require(boolean holds, String otherwise) throws ZipException {
        if (!holds) {
            throw new ZipException(otherwise);
        }
    }
}
