/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.client;

import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.v1.Event;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.Refusal;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Snapshot;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one run over gRPC. At most 1,024 messages or 16 MiB wait for an acknowledgement; beyond that the caller waits.
 * After a broken stream it connects again, not before the server says, and sends again what was not acknowledged: the server
 * drops what it already has.
 * Refusals never throw; they are kept for {@link #refusals()}. Safe for use by several threads.
 */
public final class PublishingClient implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(PublishingClient.class);
    private static final int MOST_IN_FLIGHT = 1024;
    private static final long MOST_BYTES_IN_FLIGHT = 16L << 20;
    private static final long SHORTEST_BACKOFF_MS = 100;
    private static final long LONGEST_BACKOFF_MS = 2000;

    /** Answers that connecting again would not change. */
    private static final Set<Status.Code> FINAL = EnumSet.of(
            Status.Code.UNAUTHENTICATED,
            Status.Code.PERMISSION_DENIED,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.UNIMPLEMENTED);

    private final ManagedChannel channel;
    private final SnapshotServiceGrpc.SnapshotServiceStub service;
    private final RunStart start;
    private final Outbox outbox;
    private final List<Refused> refusals = new ArrayList<>();
    private final Map<String, ChangeEvent> events = new LinkedHashMap<>();
    private final Map<String, Long> lastSteps = new HashMap<>();
    private long incarnation;
    private long bytesPublished;
    private @Nullable StreamObserver<PublishRequest> stream;
    /** Number of the present stream: what an earlier one still says is not heard. */
    private int generation;

    private long backoffMs = SHORTEST_BACKOFF_MS;
    private @Nullable String failure;
    private boolean closed;

    private PublishingClient(ManagedChannel channel, RunStart start, long incarnation, Outbox outbox) {
        this.channel = channel;
        this.service = SnapshotServiceGrpc.newStub(channel);
        this.start = start;
        this.incarnation = incarnation;
        this.outbox = outbox;
    }

    /** A client of the service at HOST:PORT, without TLS and token. Connects in the background. */
    public static PublishingClient open(String target, RunStart start, long incarnation) {
        return open(target, Access.OPEN, start, incarnation);
    }

    /** A client of the service at HOST:PORT. Connects in the background. */
    public static PublishingClient open(String target, Access access, RunStart start, long incarnation) {
        return open(access.channel(target), start, incarnation);
    }

    /** A client over any channel (TLS, tokens, in-process); the client closes it. */
    public static PublishingClient open(ManagedChannel channel, RunStart start, long incarnation) {
        return open(channel, start, incarnation, MOST_IN_FLIGHT);
    }

    static PublishingClient open(ManagedChannel channel, RunStart start, long incarnation, int mostInFlight) {
        Outbox outbox = new Outbox(mostInFlight, MOST_BYTES_IN_FLIGHT);
        PublishingClient client = new PublishingClient(channel, start, incarnation, outbox);
        client.connect();
        return client;
    }

    /**
     * Publishes one vector. A step below the observable's last one begins a new incarnation of the run.
     * Throws IllegalStateException after {@link #close()}.
     */
    public synchronized void snapshot(String observable, long step, float[] values) throws InterruptedException {
        Long last = lastSteps.get(observable);
        if (last != null && step < last) {
            beginAgain();
        }
        lastSteps.put(observable, step);
        Snapshot.Builder body = Snapshot.newBuilder().setObservable(observable).setStep(step);
        enqueue(PublishRequest.newBuilder().setSnapshot(body.setValues(Float32.bytes(values.clone()))));
    }

    /** Logs scalars at a step. */
    public synchronized void scalars(long step, Map<String, Double> values) throws InterruptedException {
        enqueue(PublishRequest.newBuilder()
                .setScalars(Scalars.newBuilder().setStep(step).putAllValues(values)));
    }

    /** Says what the user knows: an announced change. */
    public synchronized void mark(long step, String text) throws InterruptedException {
        enqueue(PublishRequest.newBuilder()
                .setMark(Mark.newBuilder().setStep(step).setText(text)));
    }

    /** Ends the run, waits until everything is acknowledged, and closes; false when the time did not suffice. */
    public boolean finish(Duration timeout) throws InterruptedException {
        boolean done = end(System.nanoTime() + timeout.toNanos());
        close();
        return done;
    }

    /** Messages that were given to this client and are not acknowledged yet. */
    public synchronized int waiting() {
        return outbox.size();
    }

    /** What the server did not take, in order. */
    public synchronized List<Refused> refusals() {
        return List.copyOf(refusals);
    }

    /** Alerts of this run that arrived here, the latest version of each. */
    public synchronized List<ChangeEvent> events() {
        return List.copyOf(events.values());
    }

    /** Why the server will not take this run at all, once it has said so; later messages are dropped. */
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Size of the messages given to this client, protobuf only. */
    public synchronized long bytesPublished() {
        return bytesPublished;
    }

    /** Drops what is not acknowledged and disconnects. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (stream != null) {
                stream.onCompleted();
                stream = null;
            }
            notifyAll();
        }
        channel.shutdown();
    }

    private synchronized boolean end(long deadline) throws InterruptedException {
        PublishRequest end = message(PublishRequest.newBuilder().setEnd(RunEnd.getDefaultInstance()));
        if (!await(() -> outbox.hasRoomFor(end), deadline)) {
            return false;
        }
        send(end);
        return await(outbox::isEmpty, deadline);
    }

    private void beginAgain() throws InterruptedException {
        incarnation++;
        lastSteps.clear();
        enqueue(PublishRequest.newBuilder().setStart(start));
    }

    private void enqueue(PublishRequest.Builder body) throws InterruptedException {
        PublishRequest message = message(body);
        if (await(() -> outbox.hasRoomFor(message), Long.MAX_VALUE)) {
            send(message);
        }
    }

    private PublishRequest message(PublishRequest.Builder body) {
        return body.setIncarnation(incarnation).build();
    }

    /** Waits, for ever with the largest deadline; false when the time is over or the server has refused the run. */
    @SuppressWarnings("GuardedBy")
    private boolean await(Condition condition, long deadline) throws InterruptedException {
        while (failure == null && !closed && !condition.holds()) {
            long left = deadline == Long.MAX_VALUE ? 0 : (deadline - System.nanoTime()) / 1_000_000;
            if (deadline != Long.MAX_VALUE && left <= 0) {
                return false;
            }
            wait(left);
        }
        if (closed) {
            throw new IllegalStateException("the client of run " + start.getRun() + " is closed");
        }
        return failure == null;
    }

    private interface Condition {
        boolean holds();
    }

    private void send(PublishRequest message) {
        PublishRequest numbered = outbox.add(message);
        bytesPublished += numbered.getSerializedSize();
        if (stream != null) {
            stream.onNext(numbered);
        }
    }

    /** Opens a stream: RunStart of the oldest waiting message's incarnation, then everything that waits. */
    private synchronized void connect() {
        if (closed) {
            return;
        }
        generation++;
        StreamObserver<PublishRequest> opened = service.publish(new Responses(generation));
        stream = opened;
        long of = outbox.oldest().map(PublishRequest::getIncarnation).orElse(incarnation);
        opened.onNext(PublishRequest.newBuilder()
                .setSequence(1)
                .setIncarnation(of)
                .setStart(start)
                .build());
        outbox.renumberedFrom(2).forEach(opened::onNext);
    }

    private synchronized void received(int from, PublishResponse response) {
        if (from != generation) {
            return;
        }
        backoffMs = SHORTEST_BACKOFF_MS;
        switch (response.getBodyCase()) {
            case ACKED -> acknowledged(response.getAcked());
            case REFUSAL -> refused(response.getRefusal());
            case EVENT -> happened(response.getEvent());
            case BODY_NOT_SET -> logger.debug("an answer that this version does not know");
        }
    }

    private void acknowledged(long sequence) {
        if (outbox.acknowledge(sequence)) {
            notifyAll();
        }
    }

    private void refused(Refusal refusal) {
        PublishRequest unknown = PublishRequest.newBuilder().setStart(start).build();
        refusals.add(Refused.of(outbox.find(refusal.getSequence()).orElse(unknown), refusal));
    }

    private void happened(Event event) {
        try {
            events.put(event.getId(), Json.read(event.getJson().getBytes(StandardCharsets.UTF_8), ChangeEvent.class));
        } catch (IOException e) {
            logger.warn("run {}: an event that cannot be read: {}", start.getRun(), e.getMessage());
        }
    }

    private synchronized void broken(int from, Status status, Duration advice) {
        if (from != generation || closed) {
            return;
        }
        stream = null;
        if (FINAL.contains(status.getCode())) {
            failure = status.getCode() + ": " + status.getDescription();
            notifyAll();
            return;
        }
        long wait = Math.max(backoffMs, advice.toMillis());
        logger.debug("run {}: stream broken ({}), again in {} ms", start.getRun(), status, wait);
        CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS).execute(this::connect);
        backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS);
    }

    private final class Responses implements StreamObserver<PublishResponse> {
        private final int of;

        Responses(int generation) {
            this.of = generation;
        }

        @Override
        public void onNext(PublishResponse response) {
            received(of, response);
        }

        @Override
        public void onError(Throwable t) {
            broken(of, Status.fromThrowable(t), RetryAdvice.in(t));
        }

        @Override
        public void onCompleted() {
            broken(of, Status.UNAVAILABLE.withDescription("the server ended the stream"), Duration.ZERO);
        }
    }
}
