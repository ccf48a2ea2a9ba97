/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.AnalysisSettings;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The small record that changes with every snapshot.
 *
 * @param stride steps between snapshots, 0 until it is known
 * @param rows rows appended, by block mean
 * @param origins row from which each analysis counts its windows
 * @param detector the change detector's own record; empty before its first step
 */
record Head(long stride, Map<Integer, Long> rows, long[] origins, byte[] detector) {
    private static final Slots.Key KEY = new Slots.Key(Slots.Kind.HEAD, 0, 0);

    /** The stored head, or that of an observable without snapshots. */
    static Head read(Slots slots, ObservableSettings settings) {
        byte @Nullable [] stored = slots.read(KEY);
        return stored == null ? empty(settings) : decode(stored);
    }

    void write(Slots slots) {
        int size = Long.BYTES
                + 3 * Integer.BYTES
                + rows.size() * (Integer.BYTES + Long.BYTES)
                + origins.length * Long.BYTES
                + detector.length;
        ByteBuffer out = StateBytes.begin(Slots.Kind.HEAD, size).putLong(stride).putInt(rows.size());
        rows.forEach((blockMean, count) -> out.putInt(blockMean).putLong(count));
        out.putInt(origins.length);
        for (long origin : origins) {
            out.putLong(origin);
        }
        slots.write(KEY, out.putInt(detector.length).put(detector).array());
    }

    private static Head decode(byte[] stored) {
        ByteBuffer in = StateBytes.open(Slots.Kind.HEAD, stored);
        long stride = in.getLong();
        Map<Integer, Long> rows = new TreeMap<>();
        for (int n = StateBytes.count(in, Integer.BYTES + Long.BYTES); n > 0; n--) {
            rows.put(in.getInt(), in.getLong());
        }
        long[] origins = new long[StateBytes.count(in, Long.BYTES)];
        for (int i = 0; i < origins.length; i++) {
            origins[i] = in.getLong();
        }
        byte[] detector = new byte[StateBytes.count(in, 1)];
        in.get(detector);
        return new Head(stride, rows, origins, detector);
    }

    private static Head empty(ObservableSettings settings) {
        Map<Integer, Long> rows = new TreeMap<>();
        rows.put(1, 0L);
        for (AnalysisSettings analysis : settings.analyses()) {
            rows.put(analysis.blockMean(), 0L);
        }
        return new Head(settings.stride(), rows, new long[settings.analyses().size()], new byte[0]);
    }
}
