/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;

/**
 * One open stream. At most one write is under way; what comes meanwhile waits in a queue. A client whose queue is full is
 * cut off: it comes back with Last-Event-ID.
 */
final class StreamClient {
    private static final int BATCH = 1 << 16;

    private final StreamFilter filter;
    private final Content.Sink sink;
    private final Callback done;
    private final int capacity;
    private final Runnable onEnd;
    private final Deque<byte[]> greeting = new ArrayDeque<>();
    private final Deque<News> queue = new ArrayDeque<>();
    private boolean writing;
    private boolean closing;
    private boolean finished;

    StreamClient(StreamFilter filter, Content.Sink sink, Callback done, int capacity, Runnable onEnd) {
        this.filter = filter;
        this.sink = sink;
        this.done = done;
        this.capacity = capacity;
        this.onEnd = onEnd;
    }

    /** Sends lines that are no update: the greeting, a heartbeat. */
    void say(byte[] lines) {
        synchronized (this) {
            greeting.add(lines);
        }
        write();
    }

    void replay(List<News> missed) {
        synchronized (this) {
            missed.stream().filter(n -> filter.wants(n.update())).forEach(queue::add);
        }
        write();
    }

    void offer(News news) {
        if (!filter.wants(news.update())) {
            return;
        }
        boolean full;
        synchronized (this) {
            full = queue.size() >= capacity;
            if (!full && !closing && !finished) {
                queue.add(news);
            }
        }
        if (full) {
            fail(new IOException("a client of the stream is too slow"));
        } else {
            write();
        }
    }

    /** True once what let its reader in is no longer good. */
    boolean isShutOut() {
        return !filter.stillIn().getAsBoolean();
    }

    /** Ends the stream in good order, after the write that is under way. */
    void end() {
        synchronized (this) {
            if (finished) {
                return;
            }
            closing = true;
            clear();
        }
        onEnd.run();
        write();
    }

    private void fail(Throwable why) {
        synchronized (this) {
            if (finished) {
                return;
            }
            finished = true;
            clear();
        }
        onEnd.run();
        done.failed(why);
    }

    private void clear() {
        greeting.clear();
        queue.clear();
    }

    private void write() {
        ByteBuffer batch;
        boolean last;
        synchronized (this) {
            if (writing || finished || !closing && greeting.isEmpty() && queue.isEmpty()) {
                return;
            }
            last = closing;
            finished = closing;
            writing = true;
            batch = nextBatch();
        }
        sink.write(last, batch, last ? done : Callback.from(this::written, this::fail));
    }

    private void written() {
        synchronized (this) {
            writing = false;
        }
        write();
    }

    private ByteBuffer nextBatch() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (!greeting.isEmpty()) {
            out.writeBytes(greeting.remove());
        }
        while (!queue.isEmpty() && out.size() < BATCH) {
            out.writeBytes(queue.remove().text());
        }
        return ByteBuffer.wrap(out.toByteArray());
    }
}
