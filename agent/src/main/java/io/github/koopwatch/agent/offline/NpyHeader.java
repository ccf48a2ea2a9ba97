/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the elements of a NumPy array (NEP 1, format versions 1 to 3).
 *
 * @param type element type: f4, f8, i4, i8, c8 or c16
 * @param order of the bytes of an element
 * @param shape lengths of the axes, each below 2^31
 * @param fortran true when the first axis varies fastest
 */
record NpyHeader(String type, ByteOrder order, int[] shape, boolean fortran) {
    private static final int MOST_AXES = 32;
    private static final Map<String, Integer> BYTES = Map.of("f4", 4, "f8", 8, "i4", 4, "i8", 8, "c8", 8, "c16", 16);
    private static final Map<Character, String> KINDS =
            Map.of('f', "float", 'i', "int", 'u', "uint", 'c', "complex", 'b', "bool", 'U', "text", 'S', "text");
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<|=>]?)([a-zA-Z?]\\d*)'");
    private static final Pattern RECORDS = Pattern.compile("'descr'\\s*:\\s*\\[");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\dL,\\s]*)\\)");

    /** Throws BadInput for a header of another array than one of plain numbers. */
    static NpyHeader parse(String name, String header) {
        if (RECORDS.matcher(header).find()) {
            throw new BadInput(name + ": expected plain numbers, got records with fields: save one field of them");
        }
        Matcher descr = find(name, DESCR, header);
        String type = descr.group(2);
        if (!BYTES.containsKey(type)) {
            throw new BadInput(name + ": expected float32 or float64 elements (steps and groups: int32 or int64), got "
                    + words(type));
        }
        return new NpyHeader(
                type,
                descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                shape(name, find(name, SHAPE, header).group(1)),
                find(name, FORTRAN, header).group(1).equals("True"));
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
        String[] parts = text.replace("L", "").replaceAll("\\s", "").split(",");
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

    /** A type as NumPy's users call it: f4 is float32. */
    static String words(String type) {
        if (type.startsWith("O")) {
            return "Python objects (a pickle): save a plain array";
        }
        String kind = KINDS.get(type.charAt(0));
        if (kind == null || !type.matches("[bUS]\\d*|[fiuc]\\d{1,2}")) {
            return "elements of type " + type;
        }
        return "bUS".indexOf(type.charAt(0)) >= 0 ? kind : kind + 8 * Integer.parseInt(type.substring(1));
    }

    int bytes() {
        return BYTES.getOrDefault(type, 1);
    }

    /** Bytes that all elements take; more than any file has when it is beyond counting. */
    long size() {
        long count = bytes();
        for (int axis : shape) {
            count = axis == 0 ? 0 : count > Long.MAX_VALUE / axis ? Long.MAX_VALUE : count * axis;
        }
        return count;
    }

    /** The elements' values in bytes that begin with one. */
    double number(ByteBuffer data, int position) {
        return switch (type) {
            case "f4", "c8" -> data.getFloat(position);
            case "f8", "c16" -> data.getDouble(position);
            case "i4" -> data.getInt(position);
            default -> data.getLong(position);
        };
    }
}
