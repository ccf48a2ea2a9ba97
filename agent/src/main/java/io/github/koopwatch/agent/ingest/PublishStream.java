/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.contract.Limits;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.v1.Event;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream. Requests come on gRPC's threads, deliveries on the producer's, events on the feed's; one lock makes
 * them take turns, and nothing under it blocks.
 *
 * <p>At most one message is asked for at a time, and only while the client reads its answers and the bytes in flight are under
 * the limits. So when Kafka is away the door stops reading, and TCP and the client's own queue hold the rest.
 */
final class PublishStream implements StreamObserver<Incoming> {
    private static final Duration COME_BACK = Duration.ofSeconds(30);

    private final Door door;
    private final Caller caller;
    private final Consumer<PublishStream> whenOver;
    private final ServerCallStreamObserver<PublishResponse> out;
    private final Replies replies;
    private final RunJudge judge;
    private final AckLedger ledger = new AckLedger();
    private EventFeed.@Nullable Subscription events;
    private long eventsOf;
    private boolean asked;
    private boolean paused;
    private @Nullable RunPace pace;
    private boolean halfClosed;
    private boolean draining;
    private boolean over;
    private volatile boolean failed;

    PublishStream(
            Door door, Caller caller, ServerCallStreamObserver<PublishResponse> out, Consumer<PublishStream> whenOver) {
        this.door = door;
        this.caller = caller;
        this.whenOver = whenOver;
        this.out = out;
        replies = new Replies(out, door.limits().events());
        judge = new RunJudge(door.validator());
    }

    void open() {
        out.disableAutoRequest();
        out.setOnReadyHandler(this::goOn);
        out.setOnCancelHandler(this::cancelled);
        goOn();
    }

    /** Ends the stream as soon as what it has taken is in the log; the client connects elsewhere. */
    synchronized void drain() {
        draining = true;
        goOn();
    }

    @Override
    public synchronized void onNext(Incoming incoming) {
        asked = false;
        if (over) {
            return;
        }
        if (incoming instanceof Incoming.Request request) {
            take(request.message());
        } else if (incoming instanceof Incoming.Unreadable unreadable) {
            end(unreadable.status());
        }
        goOn();
    }

    private void take(PublishRequest request) {
        long expected = ledger.last() + 1;
        if (request.getSequence() != expected) {
            outOfSequence(request, expected);
        } else if (request.hasStart() && !caller.mayPublish(request.getStart().getRun())) {
            end(Status.PERMISSION_DENIED.withDescription("not allowed to publish run '"
                    + RunKey.shown(request.getStart().getRun()) + "'"));
        } else {
            inSequence(request);
        }
    }

    @Override
    public synchronized void onCompleted() {
        halfClosed = true;
        goOn();
    }

    @Override
    public void onError(Throwable t) {
        cancelled();
    }

    private void outOfSequence(PublishRequest request, long expected) {
        String text = "sequence: expected " + expected + ", got " + Long.toUnsignedString(request.getSequence());
        refuse(request, new Refusal(Reason.REASON_SEQUENCE, text));
        end(Status.INVALID_ARGUMENT.withDescription(text));
    }

    private void inSequence(PublishRequest request) {
        if (request.hasStart() && !mayEnter(request.getStart())) {
            return;
        }
        Delivery delivery = new Delivery(ledger.open(request.getSerializedSize()));
        door.budget().take(delivery.entry.bytes());
        count(delivery.entry.bytes());
        Optional<Refusal> refusal = judge.judge(request);
        if (refusal.isPresent()) {
            refused(request, refusal.get(), delivery);
        } else {
            taken(request, delivery);
        }
    }

    /** A stream takes a place among the runs with its first start that names one. */
    private boolean mayEnter(RunStart start) {
        if (pace == null && RunKey.isValid(start.getRun())) {
            pace = door.pacing().enter(start.getRun()).orElse(null);
            if (pace == null) {
                door.metrics().refusedStream("runs");
                int most = door.limits().runs();
                end(Exhausted.because(
                        "runs with an open stream: expected at most " + most + ", the limit of this service, got "
                                + (most + 1),
                        COME_BACK));
                return false;
            }
            pace.shards(Math.min(start.getShards(), Limits.MOST_SHARDS));
        }
        return true;
    }

    private void count(int bytes) {
        door.pacing().took(bytes);
        if (pace != null) {
            door.pacing().took(pace, bytes);
        }
    }

    private void taken(PublishRequest request, Delivery delivery) {
        if (request.hasSnapshot()) {
            door.metrics().snapshots().accepted();
        }
        followEvents();
        delivery.send(RunJudge.taken(request));
    }

    private void refused(PublishRequest request, Refusal refusal, Delivery delivery) {
        refuse(request, refusal);
        if (request.hasSnapshot() && judge.started() && refusal.reason() != Reason.REASON_NOT_STARTED) {
            delivery.send(RunJudge.refused(request, refusal.reason()));
            return;
        }
        delivery.settle();
        if (request.hasStart() && !judge.started()) {
            end(Status.INVALID_ARGUMENT.withDescription(refusal.text()));
        }
    }

    private void refuse(PublishRequest request, Refusal refusal) {
        if (request.hasSnapshot()) {
            door.metrics().snapshots().rejected(refusal.reason());
        }
        replies.refuse(request.getSequence(), refusal);
    }

    private void followEvents() {
        if (events == null || eventsOf != judge.incarnation()) {
            unsubscribe();
            eventsOf = judge.incarnation();
            events = door.feed().subscribe(judge.run(), eventsOf, this::event);
        }
    }

    private synchronized void event(Event event) {
        door.metrics().eventsDropped(replies.add(event));
        goOn();
    }

    /** Answers, ends or asks for more: whatever the state allows. Harmless at any time. */
    private synchronized void goOn() {
        if (over) {
            return;
        }
        replies.flush(ledger.acked());
        boolean settled = ledger.acked() == ledger.last();
        if (settled && halfClosed) {
            end(Status.OK);
        } else if (settled && draining) {
            end(Status.UNAVAILABLE.withDescription("the service is closing; connect again"));
        } else {
            ask();
        }
    }

    private void ask() {
        boolean full = ledger.bytes() >= door.limits().streamBytes();
        if (asked || paused || halfClosed || draining || full || !out.isReady()) {
            return;
        }
        long wait = door.pacing().waitNanos();
        long runWait = pace == null ? 0 : door.pacing().waitNanos(pace);
        if (runWait > 0) {
            pause(Slowed.RUN_RATE, resume -> door.timer().after(runWait, resume));
        } else if (wait > 0) {
            pause(Slowed.RATE, resume -> door.timer().after(wait, resume));
        } else if (pace != null && pace.isAhead()) {
            pause(Slowed.AHEAD, door.pacing().progress()::whenMoved);
        } else if (!door.budget().hasRoom()) {
            pause(Slowed.MEMORY, door.budget()::whenRoom);
        } else {
            asked = true;
            out.request(1);
        }
    }

    /** Asks for nothing until {@code when} runs what it is given. */
    private void pause(Slowed why, Consumer<Runnable> when) {
        paused = true;
        door.metrics().slowed(why);
        when.accept(this::resume);
    }

    private synchronized void resume() {
        paused = false;
        goOn();
    }

    private void end(Status status) {
        if (status.isOk()) {
            replies.ack(ledger.acked());
            over();
            out.onCompleted();
        } else {
            end(status.asRuntimeException());
        }
    }

    private void end(StatusRuntimeException refusal) {
        replies.ack(ledger.acked());
        over();
        out.onError(refusal);
    }

    private synchronized void cancelled() {
        if (!over) {
            over();
        }
    }

    private void over() {
        over = true;
        unsubscribe();
        if (pace != null) {
            pace.closed();
        }
        whenOver.accept(this);
    }

    private void unsubscribe() {
        if (events != null) {
            events.close();
        }
    }

    /** One sequence on its way. What a cancelled client has sent is still delivered; what follows a failure is not. */
    private final class Delivery implements SnapshotProducer.Delivery {
        private final AckLedger.Entry entry;
        private @Nullable RunPace its;

        Delivery(AckLedger.Entry entry) {
            this.entry = entry;
        }

        void send(Record record) {
            door.metrics().sent();
            its = pace;
            if (its != null) {
                its.sent();
            }
            door.producer().send(judge.run(), record, this);
        }

        @Override
        public boolean wanted() {
            return !failed;
        }

        @Override
        public void durable() {
            leave();
            door.metrics().durable();
            settle();
        }

        @Override
        public void durable(int partition, long offset) {
            if (its != null) {
                its.inLog(partition, offset);
            }
            its = null;
            durable();
        }

        @Override
        public void failed(Exception cause) {
            leave();
            door.metrics().failed();
            door.budget().give(entry.bytes());
            fail(cause);
        }

        private void leave() {
            if (its != null) {
                its.failed();
            }
        }

        void settle() {
            door.budget().give(entry.bytes());
            synchronized (PublishStream.this) {
                ledger.settle(entry);
                goOn();
            }
        }
    }

    private synchronized void fail(Exception cause) {
        failed = true;
        if (!over) {
            String reason = RunKey.shown(String.valueOf(cause.getMessage()));
            end(Status.UNAVAILABLE.withDescription("Kafka did not take sequence " + (ledger.acked() + 1) + ": " + reason
                    + "; connect again and send what is not acknowledged"));
        }
    }
}
