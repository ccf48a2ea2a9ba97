/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.v1.Event;
import io.github.koopwatch.v1.PublishResponse;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * What goes back to one client. gRPC's observer queues without bound and takes one caller at a time, so acknowledgements are
 * merged and events are kept back while the client does not read; refusals are few, because the stream reads no further
 * message meanwhile. Not thread-safe.
 */
final class Replies {
    private final ServerCallStreamObserver<PublishResponse> out;
    private final EventOutbox events;
    private long acked;

    Replies(ServerCallStreamObserver<PublishResponse> out, int events) {
        this.out = out;
        this.events = new EventOutbox(events);
    }

    void refuse(long sequence, Refusal refusal) {
        out.onNext(PublishResponse.newBuilder()
                .setRefusal(io.github.koopwatch.v1.Refusal.newBuilder()
                        .setSequence(sequence)
                        .setReason(refusal.reason())
                        .setText(refusal.text()))
                .build());
    }

    /** How many older events had to go. */
    int add(Event event) {
        return events.add(event);
    }

    /** Says what there is to say, as far as the client reads. */
    void flush(long settled) {
        if (out.isReady()) {
            ack(settled);
        }
        while (out.isReady()) {
            Event event = events.poll();
            if (event == null) {
                return;
            }
            out.onNext(PublishResponse.newBuilder().setEvent(event).build());
        }
    }

    /** Says it whether the client reads or not: the last word before the end of a stream. */
    void ack(long settled) {
        if (settled > acked) {
            acked = settled;
            out.onNext(PublishResponse.newBuilder().setAcked(settled).build());
        }
    }
}
