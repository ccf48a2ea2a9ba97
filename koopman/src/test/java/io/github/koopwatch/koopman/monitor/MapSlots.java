/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Slots in memory. */
final class MapSlots implements Slots {
    final Map<Key, byte[]> records = new HashMap<>();

    @Override
    public byte @Nullable [] read(Key key) {
        return records.get(key);
    }

    @Override
    public void write(Key key, byte[] value) {
        records.put(key, value.clone());
    }
}
