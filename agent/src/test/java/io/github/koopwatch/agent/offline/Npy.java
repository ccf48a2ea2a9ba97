/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes arrays as NumPy does. */
public final class Npy {
    private Npy() {}

    /** An array of float64 with that shape, first axis slowest. */
    public static byte[] doubles(String shape, double... values) {
        ByteBuffer data = ByteBuffer.allocate(Double.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asDoubleBuffer().put(values);
        return bytes("<f8", shape, data.array());
    }

    public static byte[] longs(String shape, long... values) {
        ByteBuffer data = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        return bytes("<i8", shape, data.array());
    }

    /** Format 1 with any header and data. */
    public static byte[] bytes(String descr, String shape, byte[] data) {
        return bytes(descr, false, shape, data);
    }

    /** The same, first axis fastest or slowest. */
    public static byte[] bytes(String descr, boolean fortran, String shape, byte[] data) {
        String header = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }\n";
        return ByteBuffer.allocate(10 + header.length() + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
    }

    public static Path npz(Path file, Map<String, byte[]> arrays) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                out.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                out.write(array.getValue());
            }
        }
        return file;
    }

    /** As numpy.savez does: not deflated. */
    public static Path stored(Path file, Map<String, byte[]> arrays) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                CRC32 crc = new CRC32();
                crc.update(array.getValue());
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                entry.setSize(array.getValue().length);
                entry.setCrc(crc.getValue());
                out.putNextEntry(entry);
                out.write(array.getValue());
            }
        }
        return file;
    }

    /** [replica, T, d] of xₜ₊₁ = a xₜ + noise, one seed a replica; with one replica [T, d]. */
    public static byte[] walks(long seed, int replicas, int rows, int dimension, double a) {
        double[] values = new double[replicas * rows * dimension];
        for (int r = 0; r < replicas; r++) {
            Random random = new Random(seed + r);
            for (int k = 0; k < rows * dimension; k++) {
                int at = r * rows * dimension + k;
                values[at] = (float) (random.nextGaussian() + (k < dimension ? 0 : a * values[at - dimension]));
            }
        }
        String shape = "(" + (replicas == 1 ? "" : replicas + ", ") + rows + ", " + dimension + ")";
        return doubles(shape, values);
    }
}
