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
    private boolean ended;

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
            if (!full) {
                queue.add(news);
            }
        }
        if (full) {
            fail(new IOException("a client of the stream is too slow"));
        } else {
            write();
        }
    }

    /** Ends the stream in good order. */
    void end() {
        if (closes()) {
            sink.write(true, ByteBuffer.allocate(0), done);
        }
    }

    private void fail(Throwable why) {
        if (closes()) {
            done.failed(why);
        }
    }

    private boolean closes() {
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            greeting.clear();
            queue.clear();
        }
        onEnd.run();
        return true;
    }

    private void write() {
        ByteBuffer batch;
        synchronized (this) {
            if (writing || ended || greeting.isEmpty() && queue.isEmpty()) {
                return;
            }
            writing = true;
            batch = nextBatch();
        }
        sink.write(false, batch, Callback.from(this::written, this::fail));
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
