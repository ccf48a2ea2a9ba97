/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.nio.ByteBuffer;

/** The elements of a small array in memory. An index within the shape never fails. */
record NpyElements(NpyHeader header, ByteBuffer data) {
    /** Element j of the last axis at the given index of the others; the real part of a complex one. */
    double at(int j, int... others) {
        return header.number(data, position(j, others));
    }

    /** The imaginary part there; 0 for real elements. */
    double imaginaryAt(int j, int... others) {
        int half = header.bytes() / 2;
        return header.type().startsWith("c") ? header.number(data, position(j, others) + half) : 0;
    }

    /** The integer element there. */
    long integerAt(int j, int... others) {
        int position = position(j, others);
        return header.type().equals("i8") ? data.getLong(position) : data.getInt(position);
    }

    /** The last axis at the given index of the others. */
    double[] values(int... others) {
        double[] values = new double[header.shape()[header.shape().length - 1]];
        for (int j = 0; j < values.length; j++) {
            values[j] = at(j, others);
        }
        return values;
    }

    private int position(int last, int... others) {
        int[] shape = header.shape();
        int offset = 0;
        for (int k = 0; k < shape.length; k++) {
            int axis = header.fortran() ? shape.length - 1 - k : k;
            offset = offset * shape[axis] + (axis == shape.length - 1 ? last : others[axis]);
        }
        return offset * header.bytes();
    }
}
