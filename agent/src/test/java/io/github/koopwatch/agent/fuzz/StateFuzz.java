/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.fuzz;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.monitor.ObservableMonitor;
import io.github.koopwatch.koopman.monitor.ObservableSettings;
import io.github.koopwatch.koopman.monitor.Slots;
import io.github.koopwatch.koopman.monitor.StoredRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One stored record of a monitor replaced: read, or refused with what was expected; never an endless or huge read. */
public final class StateFuzz {
    private static final ObservableSettings SETTINGS = new ObservableSettings(
            2,
            List.of(new int[] {0, 1}),
            1,
            0,
            List.of(
                    new AnalysisSettings("a", 8, 4, 1, 2, Centre.AFFINE, 1),
                    new AnalysisSettings("b", 6, 2, 0, 1, Centre.NONE, 3)));
    private static final Map<Slots.Key, byte[]> STORED = stored();
    private static final List<Slots.Key> KEYS = STORED.keySet().stream()
            .sorted(java.util.Comparator.comparing(Object::toString))
            .toList();

    private StateFuzz() {}

    /** The first byte says which record is replaced by the others. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Slots.Key key = KEYS.get((input[0] & 0xff) % KEYS.size());
        byte[] record = java.util.Arrays.copyOfRange(input, 1, input.length);
        Map<Slots.Key, byte[]> records = new HashMap<>(STORED);
        records.put(key, record);
        try {
            StoredRecords.check(key.kind().letter(), record);
            new ObservableMonitor(SETTINGS, slots(records));
        } catch (IllegalStateException | IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("expected a message that names expected and actual", e);
            }
        }
    }

    /** A good record of each kind behind the number of its key. */
    static List<byte[]> seeds() {
        return KEYS.stream()
                .map(key -> {
                    byte[] record = java.util.Objects.requireNonNull(STORED.get(key));
                    byte[] seed = new byte[record.length + 1];
                    seed[0] = (byte) KEYS.indexOf(key);
                    System.arraycopy(record, 0, seed, 1, record.length);
                    return seed;
                })
                .toList();
    }

    private static Map<Slots.Key, byte[]> stored() {
        Map<Slots.Key, byte[]> records = new HashMap<>();
        ObservableMonitor monitor = new ObservableMonitor(SETTINGS, slots(records));
        for (int t = 0; t < 29; t++) {
            monitor.append(t, new float[] {(float) Math.cos(t), (float) Math.sin(1.3 * t)});
        }
        return records;
    }

    private static Slots slots(Map<Slots.Key, byte[]> records) {
        return new Slots() {
            @Override
            public byte @Nullable [] read(Key key) {
                return records.get(key);
            }

            @Override
            public void write(Key key, byte[] value) {
                records.put(key, value);
            }
        };
    }
}
