/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that take their time, by a clock that the test moves. */
class SlowRequestsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final AtomicLong clock = new AtomicLong();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory());
    private final SlowRequests slow = new SlowRequests(LIMIT, clock::get, connector.getScheduler());
    private final List<Socket> sockets = new ArrayList<>();
    private long sent;

    /** Answers a POST with its body's length, /live with a first line and no end, the rest at once. */
    private static final class Echo extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (request.getHttpURI().getPath().equals("/live")) {
                Content.Sink.write(response, false, "first\n", Callback.NOOP);
            } else if (request.getMethod().equals("POST")) {
                Content.Source.asString(
                        request,
                        StandardCharsets.US_ASCII,
                        Promise.from(
                                body -> Content.Sink.write(response, true, "got " + body.length(), callback),
                                callback::failed));
            } else {
                Content.Sink.write(response, true, "done", callback);
            }
            return true;
        }
    }

    @BeforeEach
    void start() throws Exception {
        connector.addBean(slow);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Echo());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.stop();
    }

    private Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", connector.getLocalPort());
        socket.setSoTimeout(200);
        sockets.add(socket);
        return socket;
    }

    /** Sends bytes, waits until they are read and so many requests in all have a whole head, and looks. */
    private void send(Socket socket, String text, int requests) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        sent += text.length();
        await().until(() ->
                slow.watched().stream().anyMatch(c -> c.getBytesIn() == sent && c.getMessagesIn() == requests));
        slow.look();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
        slow.look();
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            while (true) {
                if (socket.getInputStream().read() < 0) {
                    return true;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void headThatComesByteByByte_isCutOffAtTheLimit() throws IOException {
        Socket socket = open();
        send(socket, "GET / HTTP/1.1\r\n", 0);
        for (int i = 0; i < 4; i++) {
            pass(LIMIT.dividedBy(4));
            send(socket, "X", 0);
        }
        assertThat(isClosed(socket)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(isClosed(socket)).isTrue();
        await().until(() -> slow.watched().isEmpty());
    }

    @Test
    void bodyThatComesByteByByte_isCutOffAtTheLimit() throws IOException {
        Socket socket = open();
        send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", 1);
        send(socket, "X", 1);
        pass(LIMIT.plusSeconds(1));
        assertThat(isClosed(socket)).isTrue();
    }

    @Test
    void connectionThatAsksNowAndThen_staysOpen() throws IOException {
        Socket socket = open();
        for (int i = 0; i < 5; i++) {
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 2 * i + 1);
            send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 2 * i + 2);
            pass(LIMIT.multipliedBy(2));
        }
        assertThat(isClosed(socket)).isFalse();
    }

    @Test
    void answerWithoutEnd_staysOpen() throws IOException {
        Socket socket = open();
        send(socket, "GET /live HTTP/1.1\r\nHost: a\r\n\r\n", 1);
        for (int i = 0; i < 5; i++) {
            pass(LIMIT);
        }
        assertThat(isClosed(socket)).isFalse();
    }
}
