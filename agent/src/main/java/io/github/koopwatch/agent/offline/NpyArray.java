/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array as NumPy stores it (NEP 1, format versions 1 to 3), read where it lies. All of it is known to be there, so
 * that an index within the shape never fails.
 *
 * @param name what it is called in messages
 * @param type element type: f4, f8, i4, i8, c8 or c16
 * @param shape lengths of the axes, each below 2^31; their product is at most the bytes there are
 * @param fortran true when the first axis varies fastest
 * @param data the elements, in their byte order
 */
record NpyArray(String name, String type, int[] shape, boolean fortran, ByteBuffer data) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int SHORTEST = 12;
    private static final int MOST_AXES = 32;
    private static final Map<String, Integer> BYTES = Map.of("f4", 4, "f8", 8, "i4", 4, "i8", 8, "c8", 8, "c16", 16);
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<|=>]?)([a-zA-Z?]\\d*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\dL,\\s]*)\\)");

    /** Whether the bytes begin like such an array. */
    static boolean begins(ByteBuffer file) {
        return file.remaining() >= MAGIC.length
                && file.slice(file.position(), MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    /** Throws BadInput for bytes that are no such array. */
    static NpyArray read(String name, ByteBuffer file) {
        ByteBuffer in = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (!begins(in) || in.remaining() < SHORTEST) {
            throw new BadInput(
                    name + ": expected a NumPy array (.npy), got " + in.remaining() + " bytes of something else");
        }
        int major = in.get(MAGIC.length);
        if (major < 1 || major > 3) {
            throw new BadInput(name + ": expected NumPy format 1 to 3, got " + major);
        }
        in.position(MAGIC.length + 2);
        long length = major == 1 ? Short.toUnsignedInt(in.getShort()) : Integer.toUnsignedLong(in.getInt());
        if (length > in.remaining()) {
            throw new BadInput(name + ": expected a header of " + length + " bytes, got " + in.remaining()
                    + ": the file is cut off");
        }
        byte[] header = new byte[(int) length];
        in.get(header);
        return parsed(name, new String(header, StandardCharsets.UTF_8), in.slice());
    }

    private static NpyArray parsed(String name, String header, ByteBuffer data) {
        Matcher descr = find(name, DESCR, header);
        String type = descr.group(2);
        Integer bytes = BYTES.get(type);
        if (bytes == null) {
            throw new BadInput(name + ": expected float32 or float64 elements (steps and groups: int32 or int64), got "
                    + descr.group(1) + type);
        }
        int[] shape = shape(name, find(name, SHAPE, header).group(1));
        long room = data.remaining() / bytes;
        long count = 1;
        for (int axis : shape) {
            count = axis == 0 ? 0 : count > room / axis ? room + 1 : count * axis;
        }
        if (count > room) {
            throw new BadInput(name + ": expected " + type + " elements of shape " + Arrays.toString(shape) + ", got "
                    + data.remaining() + " bytes: the file is cut off");
        }
        boolean fortran = find(name, FORTRAN, header).group(1).equals("True");
        boolean big = descr.group(1).equals(">");
        return new NpyArray(
                name, type, shape, fortran, data.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
    }

    private static Matcher find(String name, Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new BadInput(
                    name + ": expected a header with descr, fortran_order and shape of a plain array, got another");
        }
        return matcher;
    }

    private static int[] shape(String name, String text) {
        String[] parts = text.replace("L", "").replace(" ", "").split(",");
        if (parts.length > MOST_AXES) {
            throw new BadInput(name + ": expected at most " + MOST_AXES + " axes, got " + parts.length);
        }
        return Arrays.stream(parts)
                .filter(part -> !part.isEmpty())
                .mapToInt(part -> axis(name, part))
                .toArray();
    }

    private static int axis(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new BadInput(name + ": expected axes shorter than 2^31, got " + text, e);
        }
    }

    boolean isFloating() {
        return type.equals("f4") || type.equals("f8");
    }

    boolean isInteger() {
        return type.startsWith("i");
    }

    /** The shape as NumPy writes it. */
    String shapeText() {
        return Arrays.toString(shape);
    }

    /** Element j of the last axis at the given index of the others; the real part of a complex one. */
    double at(int j, int... others) {
        return number(position(j, others));
    }

    /** The imaginary part there; 0 for real elements. */
    double imaginaryAt(int j, int... others) {
        int half = position(j, others) + bytes() / 2;
        return switch (type) {
            case "c8" -> data.getFloat(half);
            case "c16" -> data.getDouble(half);
            default -> 0;
        };
    }

    /** The integer element there. */
    long integerAt(int j, int... others) {
        int position = position(j, others);
        return type.equals("i8") ? data.getLong(position) : data.getInt(position);
    }

    /** The last axis at the given index of the others. */
    double[] values(int... others) {
        double[] values = new double[shape[shape.length - 1]];
        if (values.length > 0) {
            int start = position(0, others);
            int step = values.length == 1 ? 0 : position(1, others) - start;
            for (int j = 0; j < values.length; j++) {
                values[j] = number(start + j * step);
            }
        }
        return values;
    }

    private double number(int position) {
        return switch (type) {
            case "f4", "c8" -> data.getFloat(position);
            case "f8", "c16" -> data.getDouble(position);
            case "i4" -> data.getInt(position);
            default -> data.getLong(position);
        };
    }

    private int position(int last, int... others) {
        int offset = 0;
        for (int k = 0; k < shape.length; k++) {
            int axis = fortran ? shape.length - 1 - k : k;
            offset = offset * shape[axis] + (axis == shape.length - 1 ? last : others[axis]);
        }
        return offset * bytes();
    }

    private int bytes() {
        return BYTES.getOrDefault(type, 1);
    }
}
