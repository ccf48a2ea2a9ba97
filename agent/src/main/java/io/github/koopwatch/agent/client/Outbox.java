/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.client;

import io.github.koopwatch.v1.PublishRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages without an acknowledgement, oldest first, with their sequence numbers on the present stream. */
final class Outbox {
    private final int mostMessages;
    private final long mostBytes;
    private final ArrayDeque<PublishRequest> waiting = new ArrayDeque<>();
    private long bytes;
    /** Sequence number of the oldest waiting message. */
    private long first = 1;

    Outbox(int mostMessages, long mostBytes) {
        this.mostMessages = mostMessages;
        this.mostBytes = mostBytes;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /** Whether one more message may wait; a single one may always. */
    boolean hasRoomFor(PublishRequest message) {
        boolean within = waiting.size() < mostMessages && bytes + message.getSerializedSize() <= mostBytes;
        return waiting.isEmpty() || within;
    }

    /** Keeps the message until it is acknowledged; returns it with its number. */
    PublishRequest add(PublishRequest message) {
        waiting.addLast(message);
        bytes += message.getSerializedSize();
        return numbered(message, first + waiting.size() - 1);
    }

    /** Forgets every message up to this number; says whether there was one. */
    boolean acknowledge(long sequence) {
        boolean any = false;
        while (!waiting.isEmpty() && first <= sequence) {
            bytes -= waiting.removeFirst().getSerializedSize();
            first++;
            any = true;
        }
        return any;
    }

    /** The waiting message of that number. */
    Optional<PublishRequest> find(long sequence) {
        return waiting.stream().skip(Math.max(0, sequence - first)).findFirst().filter(m -> sequence >= first);
    }

    Optional<PublishRequest> oldest() {
        return Optional.ofNullable(waiting.peekFirst());
    }

    /** Numbers the waiting messages anew for another stream, from {@code firstSequence} on. */
    List<PublishRequest> renumberedFrom(long firstSequence) {
        first = firstSequence;
        List<PublishRequest> messages = new ArrayList<>();
        for (PublishRequest message : waiting) {
            messages.add(numbered(message, firstSequence + messages.size()));
        }
        return messages;
    }

    private static PublishRequest numbered(PublishRequest message, long sequence) {
        return message.toBuilder().setSequence(sequence).build();
    }
}
