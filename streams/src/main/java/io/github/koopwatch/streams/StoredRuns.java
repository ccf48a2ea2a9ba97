/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.koopman.monitor.StoredRecords;
import io.github.koopwatch.streams.stored.KeptEvents;
import io.github.koopwatch.streams.stored.UnreadableState;
import io.github.koopwatch.v1.RunHead;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.StoredEvent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Looks at every restored record before the first new one is taken: is its version one that this program reads? */
final class StoredRuns {
    private StoredRuns() {}

    /** Throws UnreadableState that names the run. */
    static void check(KeyValueStore<Bytes, byte[]> store) {
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> check(entry.key.get(), entry.value));
        }
    }

    private static void check(byte[] key, byte[] value) {
        String[] parts = new String(key, StandardCharsets.ISO_8859_1).split("\0", 4);
        try {
            if (parts.length < 3) {
                throw new IllegalStateException("key: expected run, section, rest, got " + key.length + " bytes");
            }
            section(parts, value);
        } catch (IllegalStateException e) {
            throw new UnreadableState("store " + MonitorTopology.STORE + ", run " + RunKey.shown(parts[0]), e);
        }
    }

    private static void section(String[] parts, byte[] value) {
        try {
            switch (parts[1]) {
                case "H" ->
                    version("head", Run.VERSION, RunHead.parseFrom(value).getVersion());
                case "E" ->
                    version(
                            "event",
                            KeptEvents.VERSION,
                            StoredEvent.parseFrom(value).getVersion());
                case "S" -> RunStart.parser().parseFrom(value);
                case "O" ->
                    StoredRecords.check(parts.length == 4 && !parts[3].isEmpty() ? parts[3].charAt(0) : '?', value);
                case "P" -> {}
                default -> throw new IllegalStateException("section: expected H, S, O, P or E, got " + parts[1]);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("section " + parts[1] + ": not readable", e);
        }
    }

    private static void version(String what, int expected, int actual) {
        if (actual != expected) {
            throw new IllegalStateException(what + ": expected version " + expected + ", got " + actual);
        }
    }
}
