/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.stored;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.v1.StoredEvent;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The newest events of a run or a group, kept so that what a person said of one survives its later versions. */
public final class KeptEvents {
    /** Events that can still be answered; older ones give their place away. */
    public static final int KEPT = 64;

    public static final int VERSION = 1;
    /** A text that begins so makes an alert a note. */
    private static final String EXPECTED = "expected";

    private final String owner;
    private final Ring ring;

    /** Where events are kept: a count of all there ever were, and a place for each of the newest. */
    public interface Ring {
        long count();

        void count(long events);

        byte @Nullable [] get(int slot);

        void put(int slot, byte[] event);
    }

    /** @param owner whose events they are, for messages */
    public KeptEvents(String owner, Ring ring) {
        this.owner = owner;
        this.ring = ring;
    }

    /** Keeps a first or later version; gives it back with what a person said of an earlier one. */
    public ChangeEvent add(ChangeEvent event) {
        OptionalInt known = slot(event.id());
        if (known.isPresent()) {
            ChangeEvent earlier = read(stored(known.getAsInt()));
            return put(
                    known.getAsInt(), event.answered(earlier.expected() || event.expected(), earlier.acknowledged()));
        }
        long count = ring.count();
        ring.count(count + 1);
        return put((int) (count % KEPT), event);
    }

    /** The version of an event that a person's text makes; empty when the event is not kept. */
    public Optional<ChangeEvent> answer(String id, String text) {
        String words = text.isBlank() ? "acknowledged" : text;
        boolean expected = words.strip().toLowerCase(Locale.ROOT).startsWith(EXPECTED);
        return change(id, event -> event.answered(expected || event.expected(), words));
    }

    /** The version of an event that tells of its end; empty when the event is not kept. */
    public Optional<ChangeEvent> resolve(String id) {
        return change(id, ChangeEvent::resolved);
    }

    /** Whether the event is kept. */
    public boolean has(String id) {
        return slot(id).isPresent();
    }

    private Optional<ChangeEvent> change(String id, UnaryOperator<ChangeEvent> how) {
        OptionalInt slot = slot(id);
        return slot.isEmpty()
                ? Optional.empty()
                : Optional.of(put(slot.getAsInt(), how.apply(read(stored(slot.getAsInt())))));
    }

    private OptionalInt slot(String id) {
        return IntStream.range(0, (int) Math.min(ring.count(), KEPT))
                .filter(slot -> stored(slot).getId().equals(id))
                .findFirst();
    }

    private ChangeEvent put(int slot, ChangeEvent event) {
        StoredEvent stored = StoredEvent.newBuilder()
                .setVersion(VERSION)
                .setId(event.id())
                .setJson(ByteString.copyFrom(Json.write(event.withEvidence(null))))
                .build();
        ring.put(slot, stored.toByteArray());
        return event;
    }

    private StoredEvent stored(int slot) {
        byte[] bytes = ring.get(slot);
        try {
            if (bytes == null) {
                throw new IllegalStateException("expected slot " + slot + ", got none");
            }
            StoredEvent stored = StoredEvent.parseFrom(bytes);
            if (stored.getVersion() != VERSION) {
                throw new IllegalStateException("expected version " + VERSION + ", got " + stored.getVersion());
            }
            return stored;
        } catch (InvalidProtocolBufferException | IllegalStateException e) {
            throw new UnreadableState("stored event of " + owner, e);
        }
    }

    private ChangeEvent read(StoredEvent stored) {
        try {
            return Json.read(stored.getJson().toByteArray(), ChangeEvent.class);
        } catch (IOException e) {
            throw new UnreadableState("stored event of " + owner, e);
        }
    }
}
