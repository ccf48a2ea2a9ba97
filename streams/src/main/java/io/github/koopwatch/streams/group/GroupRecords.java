/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.github.koopwatch.koopman.compare.StepRange;
import io.github.koopwatch.streams.stored.UnreadableState;
import io.github.koopwatch.v1.GroupHead;
import io.github.koopwatch.v1.GroupRun;
import io.github.koopwatch.v1.StoredEvent;
import io.github.koopwatch.v1.StoredWindow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The records of all groups in the state store. Writes of one input record are held back until {@link #flush()}. A key is
 * group NUL section NUL rest; no name can hold a NUL. Windows of a run stand in the order of their steps.
 */
final class GroupRecords {
    static final int VERSION = 1;
    private static final char HEAD = 'H';
    private static final char RUN = 'R';
    private static final char WINDOW = 'W';
    private static final char EVENT = 'E';

    private final KeyValueStore<Bytes, byte[]> store;
    /** Null values are deletions. */
    private final Map<Bytes, byte @Nullable []> pending = new HashMap<>();

    GroupRecords(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    Optional<GroupHead> head(String group) {
        byte[] stored = get(key(group, HEAD, "", 0));
        return stored == null ? Optional.empty() : Optional.of(read(stored, GroupHead.parser(), GroupHead::getVersion));
    }

    void head(String group, GroupHead head) {
        put(key(group, HEAD, "", 0), head);
    }

    byte @Nullable [] event(String group, int slot) {
        return get(key(group, EVENT, "", Integer.BYTES).putInt(slot));
    }

    void event(String group, int slot, byte[] value) {
        pending.put(Bytes.wrap(key(group, EVENT, "", Integer.BYTES).putInt(slot).array()), value);
    }

    /** Every run of the group, by name. */
    Map<String, GroupRun> runs(String group) {
        byte[] prefix = prefix(group, RUN);
        Map<String, GroupRun> runs = new TreeMap<>();
        scan(prefix)
                .forEach((key, value) -> runs.put(
                        new String(
                                key.get(),
                                prefix.length,
                                key.get().length - prefix.length - 1,
                                StandardCharsets.US_ASCII),
                        read(value, GroupRun.parser(), GroupRun::getVersion)));
        return runs;
    }

    void run(String group, String run, GroupRun value) {
        put(key(group, RUN, run, 0), value);
    }

    /** The windows of a run in one series, ascending. */
    List<StoredWindow> windows(String group, String run, int series) {
        return List.copyOf(decoded(scan(series(group, run, series))));
    }

    /** Those that may be of the same steps. */
    List<StoredWindow> around(String group, String run, int series, StepRange steps) {
        long reach = (steps.last() - steps.first()) / 2 + 1;
        Bytes from = Bytes.wrap(window(group, run, series, steps.last() - reach, Long.MIN_VALUE));
        Bytes to = Bytes.wrap(window(group, run, series, steps.last() + reach, Long.MAX_VALUE));
        TreeMap<Bytes, byte[]> found = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> range = store.range(from, to)) {
            range.forEachRemaining(entry -> found.put(entry.key, entry.value));
        }
        return decoded(overlaid(found, key -> key.compareTo(from) >= 0 && key.compareTo(to) <= 0));
    }

    void window(String group, String run, int series, StoredWindow value) {
        byte[] key = window(
                group,
                run,
                series,
                value.getWindow().getLastStep(),
                value.getWindow().getFirstStep());
        pending.put(Bytes.wrap(key), value.toByteArray());
    }

    void drop(String group, String run, int series, StoredWindow value) {
        byte[] key = window(
                group,
                run,
                series,
                value.getWindow().getLastStep(),
                value.getWindow().getFirstStep());
        pending.put(Bytes.wrap(key), null);
    }

    /** Deletes a run with its windows. */
    void forget(String group, String run) {
        pending.put(Bytes.wrap(key(group, RUN, run, 0).array()), null);
        deleteAll(key(group, WINDOW, run, 0).array());
    }

    /** Deletes everything of a group. */
    void forget(String group) {
        pending.put(Bytes.wrap(key(group, HEAD, "", 0).array()), null);
        deleteAll(prefix(group, RUN));
        deleteAll(prefix(group, WINDOW));
        deleteAll(prefix(group, EVENT));
    }

    /** Reads every record once; throws UnreadableState for one that cannot be read. */
    void check() {
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> check(entry.key.get(), entry.value));
        }
    }

    private static void check(byte[] key, byte[] value) {
        int section = indexOfNul(key) + 1;
        char letter = section == 0 || section >= key.length ? '?' : (char) key[section];
        switch (letter) {
            case HEAD -> read(value, GroupHead.parser(), GroupHead::getVersion);
            case RUN -> read(value, GroupRun.parser(), GroupRun::getVersion);
            case WINDOW -> read(value, StoredWindow.parser(), StoredWindow::getVersion);
            case EVENT -> read(value, StoredEvent.parser(), StoredEvent::getVersion);
            default ->
                throw new UnreadableState(
                        "stored state of a group",
                        new IllegalStateException("expected section H, R, W or E, got " + letter));
        }
    }

    private static int indexOfNul(byte[] key) {
        for (int i = 0; i < key.length; i++) {
            if (key[i] == 0) {
                return i;
            }
        }
        return -1;
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
        Bytes bytes = Bytes.wrap(key.array());
        return pending.containsKey(bytes) ? pending.get(bytes) : store.get(bytes);
    }

    private void put(ByteBuffer key, MessageLite value) {
        pending.put(Bytes.wrap(key.array()), value.toByteArray());
    }

    private void deleteAll(byte[] prefix) {
        scan(prefix).keySet().forEach(key -> pending.put(key, null));
    }

    private Map<Bytes, byte[]> scan(byte[] prefix) {
        TreeMap<Bytes, byte[]> found = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.prefixScan(Bytes.wrap(prefix), new BytesSerializer())) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                found.put(entry.key, entry.value);
            }
        }
        return overlaid(found, key -> startsWith(key.get(), prefix));
    }

    private Map<Bytes, byte[]> overlaid(TreeMap<Bytes, byte[]> found, java.util.function.Predicate<Bytes> within) {
        pending.forEach((key, value) -> {
            if (within.test(key)) {
                if (value == null) {
                    found.remove(key);
                } else {
                    found.put(key, value);
                }
            }
        });
        return found;
    }

    private static List<StoredWindow> decoded(Map<Bytes, byte[]> found) {
        List<StoredWindow> windows = new ArrayList<>();
        found.values().forEach(value -> windows.add(read(value, StoredWindow.parser(), StoredWindow::getVersion)));
        return windows;
    }

    private static <T extends MessageLite> T read(byte[] stored, Parser<T> parser, ToIntFunction<T> version) {
        try {
            T value = parser.parseFrom(stored);
            if (version.applyAsInt(value) != VERSION) {
                throw new IllegalStateException("expected version " + VERSION + ", got " + version.applyAsInt(value));
            }
            return value;
        } catch (InvalidProtocolBufferException | IllegalStateException e) {
            throw new UnreadableState("stored state of a group", e);
        }
    }

    private static byte[] series(String group, String run, int series) {
        return key(group, WINDOW, run, Integer.BYTES).putInt(series).array();
    }

    /** Steps with their sign turned, so that bytes are in the order of the numbers. */
    private static byte[] window(String group, String run, int series, long lastStep, long firstStep) {
        return key(group, WINDOW, run, Integer.BYTES + 2 * Long.BYTES)
                .putInt(series)
                .putLong(lastStep ^ Long.MIN_VALUE)
                .putLong(firstStep ^ Long.MIN_VALUE)
                .array();
    }

    private static byte[] prefix(String group, char section) {
        byte[] name = group.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(name.length + 3)
                .put(name)
                .put((byte) 0)
                .put((byte) section)
                .put((byte) 0)
                .array();
    }

    private static ByteBuffer key(String group, char section, String run, int more) {
        byte[] prefix = prefix(group, section);
        byte[] name = run.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(prefix.length + name.length + 1 + more)
                .put(prefix)
                .put(name)
                .put((byte) 0);
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
