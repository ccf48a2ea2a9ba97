/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.alert;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.window;

import io.github.koopwatch.agent.fuzz.Mutations;
import io.github.koopwatch.agent.fuzz.Tally;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real HTTP door over a small model, and a client that is up to no good: the same requests for the same seed. */
public final class HttpDoorStrain implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");
    private static final List<byte[]> CORPUS = Stream.of(
                    "GET /api/v1/runs HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /api/v1/runs/one/spectra?from=0&to=99&limit=5&after=0.99 HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /api/v1/runs/one/series?points=100 HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /api/v1/runs/one/distances HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /api/v1/runs/one/events HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n",
                    "GET /api/v1/groups/g?observable=weights&preset=monitor HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /api/v1/groups/g/distances HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /api/v1/events/evidence?id=one/1700000000000/weights/Stall/200&format=svg HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /runbooks/..%2f..%2fetc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: application/openmetrics-text\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a\"\r\n\r\n",
                    "HEAD /api/v1/stream?run=one&group=g HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 7\r\n\r\n",
                    "POST /api/v1/runs/one/marks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 12\r\n\r\n{\"text\":\"a\"}",
                    "POST /api/v1/runs/one/marks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /api/v1/runs HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(9000) + "\r\n\r\n")
            .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
            .toList();

    private final HttpFixture http = new HttpFixture();
    private final Mutations mutations;
    private final Random random;
    private final Tally tally;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    public HttpDoorStrain(long seed, Tally tally) {
        this.mutations = new Mutations(seed, CORPUS);
        this.random = new Random(seed);
        this.tally = tally;
        http.model.run("one", live("one", 259, START), START);
        http.model.spectrum(window("one", 0));
        http.model.event(alert("one", "Stall", 200, "firing"));
    }

    /** Makes one hostile request and reads what is answered. */
    public void call() throws IOException {
        boolean whole = random.nextInt(8) == 0;
        byte[] request = whole ? CORPUS.get(random.nextInt(CORPUS.size())) : mutations.next();
        try {
            Socket connected = connected();
            connected.getOutputStream().write(request);
            if (!whole) {
                connected.shutdownOutput(); // what was cut off will not come
            }
            answer(request, whole);
        } catch (IOException e) {
            tally.count("http closed", "");
            hangUp();
        }
    }

    private Socket connected() throws IOException {
        Socket connected = socket;
        if (connected == null) {
            connected = new Socket("127.0.0.1", http.server.port());
            connected.setSoTimeout(200);
            connected.setTcpNoDelay(true);
            socket = connected;
            in = new BufferedInputStream(connected.getInputStream());
        }
        return connected;
    }

    private void answer(byte[] request, boolean whole) throws IOException {
        String head = head();
        if (head.length() < 12) {
            tally.count("http no answer", head);
            hangUp();
            return;
        }
        Matcher length = LENGTH.matcher(head);
        boolean plain = length.find() && startsWith(request, "GET");
        String body = plain ? body(Integer.parseInt(length.group(1))) : "";
        tally.count("http " + head.substring(9, 12), head + (head.contains("gzip") ? "" : body));
        if (!plain || !whole || head.contains("close")) {
            hangUp();
        }
    }

    private static boolean startsWith(byte[] request, String word) {
        return request.length > word.length()
                && new String(request, 0, word.length(), StandardCharsets.ISO_8859_1).equals(word);
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        try {
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = source().read();
                if (next < 0) {
                    return head.toString();
                }
                head.append((char) next);
            }
        } catch (java.net.SocketTimeoutException e) {
            return ""; // it waits for the rest of what was cut off
        }
        return head.toString();
    }

    private String body(int length) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(source().readNBytes(length));
        return body.toString(StandardCharsets.UTF_8);
    }

    private InputStream source() throws IOException {
        InputStream source = in;
        if (source == null) {
            throw new IOException("not connected");
        }
        return source;
    }

    private void hangUp() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
            in = null;
        }
    }

    @Override
    public void close() throws IOException {
        hangUp();
        http.close();
    }
}
