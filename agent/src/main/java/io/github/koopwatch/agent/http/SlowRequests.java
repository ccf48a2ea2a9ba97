/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose request does not get done: each byte of a request puts the idle limit off, so that a client that
 * sends one now and then (slowloris) would keep its place for ever. Answers may take as long as they like.
 */
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener {
    private static final Logger logger = LoggerFactory.getLogger(SlowRequests.class);
    private static final long BETWEEN_LOOKS_MS = 1000;

    private final long limit;
    private final LongSupplier clock;
    private final Scheduler scheduler;
    private final Map<Connection, Look> looks = new ConcurrentHashMap<>();

    /** What was seen of a connection; {@code since} is when nothing was under way for the last time. */
    private record Look(long requests, long responses, long bytes, long since) {}

    /** @param limit from the first byte of a request to the end of its head, and from there to the answer to its body */
    SlowRequests(Duration limit, LongSupplier clock, Scheduler scheduler) {
        this.limit = limit.toNanos();
        this.clock = clock;
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() {
        again();
    }

    private void again() {
        scheduler.schedule(this::tick, BETWEEN_LOOKS_MS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (isRunning()) {
            look();
            again();
        }
    }

    @Override
    public void onOpened(Connection connection) {
        // TLS is a connection of its own around the one that has the requests.
        if (connection instanceof ConnectionMetaData) {
            looks.put(connection, new Look(0, 0, 0, clock.getAsLong()));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        looks.remove(connection);
    }

    /** Looks at every connection once. */
    void look() {
        looks.forEach((connection, before) -> {
            Look now = seen(connection, before);
            looks.replace(connection, before, now);
            if (clock.getAsLong() - now.since() > limit) {
                logger.debug("a request was not whole in time: {}", connection.getEndPoint());
                connection.getEndPoint().close();
            }
        });
    }

    private Look seen(Connection connection, Look before) {
        Look now = new Look(
                connection.getMessagesIn(), connection.getMessagesOut(), connection.getBytesIn(), clock.getAsLong());
        boolean same = now.requests() == before.requests() && now.responses() == before.responses();
        return same && now.bytes() > before.bytes() ? before : now;
    }

    /** Connections that are looked at. */
    Set<Connection> watched() {
        return looks.keySet();
    }
}
