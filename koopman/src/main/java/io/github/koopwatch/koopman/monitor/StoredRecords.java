/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.detect.ChannelSlot;
import io.github.koopwatch.koopman.detect.WindowSlot;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether records that {@link Slots} hold are of versions that this program reads. */
public final class StoredRecords {
    private static final Map<Character, Slots.Kind> KINDS =
            Stream.of(Slots.Kind.values()).collect(Collectors.toMap(Slots.Kind::letter, kind -> kind));

    private StoredRecords() {}

    /**
     * Looks at the family and the version, not at all that is behind them.
     *
     * @param letter of the record's kind
     * @throws IllegalStateException naming expected and actual
     */
    public static void check(char letter, byte[] record) {
        Slots.Kind kind = KINDS.get(letter);
        if (kind == null) {
            throw new IllegalStateException(
                    "stored state: expected one of " + KINDS.keySet() + ", got family " + letter);
        }
        switch (kind) {
            case CHANNEL -> slot(() -> ChannelSlot.decode(record));
            case WINDOW -> slot(() -> WindowSlot.decode(record));
            case HEAD, ROW, BLOCK, ANALYSIS, SPECTRUM, EPOCH -> StateBytes.open(kind, record);
        }
    }

    private static void slot(Runnable decode) {
        try {
            decode.run();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
