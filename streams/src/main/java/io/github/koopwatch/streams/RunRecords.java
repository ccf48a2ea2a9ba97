/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.koopman.monitor.Slots;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The records of all runs in the state store. Writes of one input record are held back until {@link #flush()}, so that a
 * record that fails changes nothing. A key is run NUL section NUL rest; no name can hold a NUL.
 */
final class RunRecords {
    private static final char HEAD = 'H';
    private static final char START = 'S';
    private static final char OBSERVABLE = 'O';
    private static final char PART = 'P';
    private static final char EVENT = 'E';

    private final KeyValueStore<Bytes, byte[]> store;
    /** Null values are deletions. */
    private final Map<Bytes, byte @Nullable []> pending = new LinkedHashMap<>();

    RunRecords(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    byte @Nullable [] head(String run) {
        return get(key(run, HEAD, "", 0));
    }

    void head(String run, byte[] value) {
        pending.put(wrap(key(run, HEAD, "", 0)), value);
    }

    byte @Nullable [] start(String run) {
        return get(key(run, START, "", 0));
    }

    void start(String run, byte[] value) {
        pending.put(wrap(key(run, START, "", 0)), value);
    }

    byte @Nullable [] part(String run, String observable, long step, int shard) {
        return get(part(key(run, PART, observable, Long.BYTES + Integer.BYTES), step, shard));
    }

    void part(String run, String observable, long step, int shard, byte @Nullable [] value) {
        pending.put(wrap(part(key(run, PART, observable, Long.BYTES + Integer.BYTES), step, shard)), value);
    }

    byte @Nullable [] event(String run, int slot) {
        return get(key(run, EVENT, "", Integer.BYTES).putInt(slot));
    }

    void event(String run, int slot, byte[] value) {
        pending.put(wrap(key(run, EVENT, "", Integer.BYTES).putInt(slot)), value);
    }

    /** The records of one observable's engine. */
    Slots slots(String run, String observable) {
        return new Slots() {
            @Override
            public byte @Nullable [] read(Key key) {
                return get(slot(run, observable, key));
            }

            @Override
            public void write(Key key, byte[] value) {
                pending.put(wrap(slot(run, observable, key)), value);
            }
        };
    }

    /** Deletes rings and parts of a run; head, start and events stay. */
    void free(String run) {
        deleteAll(key(run, OBSERVABLE, null, 0).array());
        deleteAll(key(run, PART, null, 0).array());
    }

    /** Deletes everything of a run. */
    void forget(String run) {
        free(run);
        deleteAll(key(run, EVENT, null, 0).array());
        pending.put(wrap(key(run, START, "", 0)), null);
        pending.put(wrap(key(run, HEAD, "", 0)), null);
    }

    /** The names of all runs that have a head. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                String key = new String(all.next().key.get(), StandardCharsets.ISO_8859_1);
                int end = key.indexOf('\0');
                if (end > 0 && key.indexOf(HEAD, end) == end + 1) {
                    names.add(key.substring(0, end));
                }
            }
        }
        return names;
    }

    /** Carries out what was held back. */
    void flush() {
        pending.forEach((key, value) -> {
            if (value == null) {
                store.delete(key);
            } else {
                store.put(key, value);
            }
        });
        pending.clear();
    }

    /** Forgets what was held back. */
    void discard() {
        pending.clear();
    }

    private byte @Nullable [] get(ByteBuffer key) {
        Bytes wrapped = wrap(key);
        return pending.containsKey(wrapped) ? pending.get(wrapped) : store.get(wrapped);
    }

    private void deleteAll(byte[] prefix) {
        pending.keySet().removeIf(key -> startsWith(key.get(), prefix));
        try (KeyValueIterator<Bytes, byte[]> all = store.prefixScan(Bytes.wrap(prefix), new BytesSerializer())) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                pending.put(entry.key, null);
            }
        }
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static ByteBuffer slot(String run, String observable, Slots.Key key) {
        return key(run, OBSERVABLE, observable, 1 + 2 * Integer.BYTES)
                .put((byte) key.kind().letter())
                .putInt(key.index())
                .putInt(key.slot());
    }

    private static ByteBuffer part(ByteBuffer key, long step, int shard) {
        return key.putLong(step).putInt(shard);
    }

    private static ByteBuffer key(String run, char section, @Nullable String name, int more) {
        byte[] runBytes = run.getBytes(StandardCharsets.US_ASCII);
        byte[] nameBytes = name == null ? new byte[0] : (name + '\0').getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(runBytes.length + 3 + nameBytes.length + more)
                .put(runBytes)
                .put((byte) 0)
                .put((byte) section)
                .put((byte) 0)
                .put(nameBytes);
    }

    private static Bytes wrap(ByteBuffer key) {
        return Bytes.wrap(key.array());
    }
}
