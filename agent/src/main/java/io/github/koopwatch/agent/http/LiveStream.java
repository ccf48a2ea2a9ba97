/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.readmodel.Update;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events of all that is new in the read model. The newest events are kept so that a client that lost its
 * connection goes on where it stopped; where that is not possible it is sent {@code reset} and has to read anew. A run's
 * state changes with every snapshot, so of a run the newest state is sent, at most twice a second.
 */
public final class LiveStream implements Consumer<Update>, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(LiveStream.class);
    private static final int KEPT = 4096;
    private static final int MOST_CLIENTS = 64;
    private static final long TICK_MS = 500;
    private static final int TICKS_PER_HEARTBEAT = 20;
    private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.US_ASCII);

    private final String epoch;
    private final int kept;
    private final int mostClients;
    private final Deque<News> newest = new ArrayDeque<>();
    private final Map<String, Update> changedRuns = new LinkedHashMap<>();
    private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(LiveStream::thread);
    private long sequence;
    private int ticks;
    private boolean closed;

    /** @param clock gives the start, by which event ids of another process are told apart */
    public LiveStream(InstantSource clock) {
        this(clock, KEPT, MOST_CLIENTS);
    }

    LiveStream(InstantSource clock, int kept, int mostClients) {
        this.epoch = Long.toString(clock.millis(), Character.MAX_RADIX);
        this.kept = kept;
        this.mostClients = mostClients;
    }

    public void start() {
        ticker.scheduleAtFixedRate(this::safeTick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void accept(Update update) {
        if (closed) {
            return;
        }
        if (update.type() == Update.Type.RUN) {
            update.runs().forEach(run -> changedRuns.put(run, update));
            return;
        }
        if (update.type() == Update.Type.REMOVED) {
            changedRuns.keySet().removeAll(update.runs());
        }
        send(update);
    }

    /** A tick that fails must not be the last one. */
    private void safeTick() {
        try {
            tick();
        } catch (RuntimeException e) {
            logger.error("the stream missed a tick", e);
        }
    }

    /** Ends streams of withdrawn tokens, sends the states of runs that changed, and now and then a sign of life. */
    void tick() {
        clients.stream().filter(StreamClient::isShutOut).forEach(StreamClient::end);
        synchronized (this) {
            changedRuns.values().forEach(this::send);
            changedRuns.clear();
            ticks++;
        }
        if (ticks % TICKS_PER_HEARTBEAT == 0) {
            clients.forEach(client -> client.say(HEARTBEAT));
        }
    }

    private void send(Update update) {
        sequence++;
        News news = new News(id(sequence), sequence, update);
        newest.addLast(news);
        if (newest.size() > kept) {
            newest.removeFirst();
        }
        clients.forEach(client -> client.offer(news));
    }

    /** Throws Problem when there are too many clients already. */
    void checkRoom() {
        if (clients.size() >= mostClients) {
            throw new Problem(503, "the stream has " + mostClients + " clients, which is as many as it takes");
        }
    }

    /** Opens a stream to {@code sink}; {@code done} is completed at its end. */
    synchronized void open(StreamFilter filter, Optional<String> lastEventId, Content.Sink sink, Callback done) {
        StreamClient[] self = new StreamClient[1];
        StreamClient client = new StreamClient(filter, sink, done, 2 * kept, () -> clients.remove(self[0]));
        self[0] = client;
        Optional<List<News>> missed = lastEventId.flatMap(this::since);
        if (missed.isPresent()) {
            client.say(bytes("retry: 2000\n\n"));
        } else if (lastEventId.isPresent()) {
            client.say(bytes("retry: 2000\n\n"));
            client.say(News.encode(id(sequence), "reset", bytes("{}")));
        } else {
            client.say(bytes("retry: 2000\nid: " + id(sequence) + "\n\n"));
        }
        missed.ifPresent(client::replay);
        clients.add(client);
        if (closed) {
            client.end();
        }
    }

    /** What came after an event; empty when that cannot be told. */
    private Optional<List<News>> since(String lastEventId) {
        String prefix = epoch + "-";
        if (!lastEventId.startsWith(prefix)) {
            return Optional.empty();
        }
        long last;
        try {
            last = Long.parseLong(lastEventId, prefix.length(), lastEventId.length(), 10);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        long oldest = newest.isEmpty() ? sequence + 1 : newest.getFirst().sequence();
        return last < oldest - 1 || last > sequence
                ? Optional.empty()
                : Optional.of(newest.stream().filter(n -> n.sequence() > last).toList());
    }

    private String id(long number) {
        return epoch + "-" + number;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "live-stream");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends every open stream. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        ticker.shutdownNow();
        clients.forEach(StreamClient::end);
    }
}
