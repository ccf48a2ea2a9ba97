/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array as NumPy stores it (NEP 1, format versions 1 to 3), read where it lies.
 *
 * @param name what it is called in messages
 * @param type element type: f4, f8, i4, i8, c8 or c16
 * @param shape lengths of the axes
 * @param fortran true when the first axis varies fastest
 * @param data little-endian elements
 */
record NpyArray(String name, String type, int[] shape, boolean fortran, ByteBuffer data) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<|=>]?)([a-z]\\d+)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

    /** Throws BadInput for bytes that are no such array. */
    static NpyArray read(String name, ByteBuffer file) {
        ByteBuffer in = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        if (in.remaining() < 12) {
            throw new BadInput(name + ": expected a NumPy array, got " + in.remaining() + " bytes");
        }
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new BadInput(name + ": expected a NumPy array (.npy), got something else");
        }
        int major = in.get();
        in.get();
        long length = major == 1 ? Short.toUnsignedInt(in.getShort()) : Integer.toUnsignedLong(in.getInt());
        if (major < 1 || major > 3 || length > in.remaining()) {
            throw new BadInput(name + ": expected NumPy format 1 to 3 with its whole header, got format " + major);
        }
        byte[] header = new byte[(int) length];
        in.get(header);
        return parsed(
                name, new String(header, StandardCharsets.UTF_8), in.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static NpyArray parsed(String name, String header, ByteBuffer data) {
        Matcher descr = find(name, DESCR, header);
        String type = descr.group(2);
        if (descr.group(1).equals(">")) {
            throw new BadInput(name + ": expected little-endian elements, got big-endian ones");
        }
        int[] shape = Arrays.stream(find(name, SHAPE, header).group(1).split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .mapToInt(part -> axis(name, part))
                .toArray();
        boolean fortran = find(name, FORTRAN, header).group(1).equals("True");
        NpyArray array = new NpyArray(name, type, shape, fortran, data);
        if (array.count() * array.elementBytes() > data.remaining()) {
            throw new BadInput(name + ": expected " + array.count() * array.elementBytes() + " bytes of elements, got "
                    + data.remaining() + ": the file is cut off");
        }
        return array;
    }

    private static Matcher find(String name, Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new BadInput(
                    name + ": expected a header with descr, fortran_order and shape of a plain array, got another");
        }
        return matcher;
    }

    private static int axis(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new BadInput(name + ": expected axes shorter than 2^31, got " + text, e);
        }
    }

    /** Elements in all. */
    long count() {
        return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    }

    boolean isComplex() {
        return type.startsWith("c");
    }

    boolean isFloating() {
        return type.equals("f4") || type.equals("f8");
    }

    boolean isInteger() {
        return type.equals("i4") || type.equals("i8");
    }

    /** The shape as NumPy writes it. */
    String shapeText() {
        return Arrays.toString(shape);
    }

    /** The element at an index per axis; the real part of a complex one. */
    double at(int... index) {
        return number(position(index));
    }

    /** The imaginary part of a complex element. */
    double imaginaryAt(int... index) {
        int half = elementBytes() / 2;
        int position = position(index) + half;
        return half == Float.BYTES ? data.getFloat(position) : data.getDouble(position);
    }

    /** The integer element at an index per axis. */
    long integerAt(int... index) {
        int position = position(index);
        return type.equals("i8") ? data.getLong(position) : data.getInt(position);
    }

    private double number(int position) {
        return switch (type) {
            case "f4", "c8" -> data.getFloat(position);
            case "f8", "c16" -> data.getDouble(position);
            case "i4" -> data.getInt(position);
            case "i8" -> data.getLong(position);
            default -> throw new IllegalStateException(type);
        };
    }

    private int position(int... index) {
        long offset = 0;
        for (int k = 0; k < shape.length; k++) {
            int axis = fortran ? shape.length - 1 - k : k;
            offset = offset * shape[axis] + index[axis];
        }
        return Math.toIntExact(offset * elementBytes());
    }

    private int elementBytes() {
        return switch (type) {
            case "f4", "i4" -> 4;
            case "f8", "i8", "c8" -> 8;
            case "c16" -> 16;
            default ->
                throw new BadInput(name + ": expected float32, float64, int32, int64 or complex elements, got " + type);
        };
    }
}
