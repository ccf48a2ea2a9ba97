/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.doors.Caller;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings requests to their routes and answers back. */
final class RouteHandler extends Handler.Abstract {
    private static final Logger logger = LoggerFactory.getLogger(RouteHandler.class);

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int LARGEST_BODY = 16 << 10;
    private static final Set<String> SECRET = Set.of("authorization", "cookie");
    private static final byte[] NO_BODY = new byte[0];
    private static final String NOTHING = "nothing is served at this path";

    private final Routes routes;
    private final Gate gate;

    RouteHandler(Routes routes, Gate gate) {
        this.routes = routes;
        this.gate = gate;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SecurityHeaders.add(response.getHeaders(), request.isSecure());
        Caller caller;
        try {
            caller = caller(request);
        } catch (Problem problem) {
            respond(refused(problem, request), request, response, callback);
            return true;
        }
        if (request.getMethod().equals("POST")) {
            post(caller, request, response, callback);
        } else {
            respond(answered(() -> get(caller, request)), request, response, callback);
        }
        return true;
    }

    /** Before anything else is looked at: who is not let in learns not even which paths there are. */
    private Caller caller(Request request) {
        return routes.isOpen(path(request))
                ? Caller.ANYBODY
                : gate.admit(request.getHeaders().get("Authorization"), header(request, "Cookie"), from(request));
    }

    /** A person is asked for a token; a program is told that it needs one. */
    private Answer refused(Problem problem, Request request) {
        boolean person =
                request.getMethod().equals("GET") && header(request, "Accept").contains("text/html");
        return person && problem.status() == UNAUTHORIZED ? gate.page() : problem.answer();
    }

    private static From from(Request request) {
        InetAddress address = request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress inet
                        && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress(); // no socket of the network
        return new From(address, request.isSecure());
    }

    private void respond(Answer answer, Request request, Response response, Callback callback) {
        if (answer instanceof Answer.Live live) {
            response.getHeaders().put("Content-Type", "text/event-stream");
            response.getHeaders().put("Cache-Control", "no-store");
            response.getHeaders().put("X-Accel-Buffering", "no");
            if (request.getMethod().equals("HEAD")) {
                callback.succeeded();
            } else {
                live.open().accept(response, callback);
            }
        } else if (answer instanceof Answer.Document document) {
            send(Gzip.shrink(document, header(request, "Accept-Encoding")), response, callback);
        }
    }

    /** The body is read without holding a thread; it is bounded, and its length has to be said first. */
    private void post(Caller caller, Request request, Response response, Callback callback) {
        try {
            Routes.Match match = routes.matchPost(path(request)).orElseThrow(() -> notPosted(request));
            checkLength(request.getLength());
            Content.Source.asByteBuffer(
                    request,
                    Promise.from(
                            body -> respond(
                                    answered(() -> match.endpoint().answer(ask(caller, request, match, bytes(body)))),
                                    request,
                                    response,
                                    callback),
                            callback::failed));
        } catch (Problem problem) {
            respond(problem.answer(), request, response, callback);
        }
    }

    private Problem notPosted(Request request) {
        return routes.match(path(request)).isPresent() ? Problem.method("GET, HEAD") : new Problem(404, NOTHING);
    }

    private static void checkLength(long length) {
        if (length < 0) {
            throw new Problem(411, "body: expected its length in Content-Length");
        }
        if (length > LARGEST_BODY) {
            throw new Problem(413, "body: expected at most " + LARGEST_BODY + " bytes, got " + length);
        }
    }

    private static byte[] bytes(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return bytes;
    }

    private Answer get(Caller caller, Request request) {
        Routes.Match match = routes.match(path(request)).orElseThrow(() -> new Problem(404, NOTHING));
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw Problem.method("GET, HEAD");
        }
        return match.endpoint().answer(ask(caller, request, match, NO_BODY));
    }

    private Ask ask(Caller caller, Request request, Routes.Match match, byte[] body) {
        return new Ask(
                path(request),
                match.parts(),
                query(request),
                headers(request),
                body,
                caller,
                () -> gate.stillIn(caller),
                from(request));
    }

    private Answer answered(Supplier<Answer> endpoint) {
        try {
            return endpoint.get();
        } catch (Problem problem) {
            if (problem.status() == FORBIDDEN) {
                gate.forbidden();
            }
            return problem.answer();
        } catch (RuntimeException e) {
            logger.error("no answer", e);
            return new Problem(500, "the service failed to answer; its log says why").answer();
        }
    }

    private static String path(Request request) {
        return Request.getPathInContext(request);
    }

    private static Map<String, String> query(Request request) {
        Map<String, String> query = new HashMap<>();
        try {
            for (Fields.Field field : Request.extractQueryParameters(request)) {
                query.put(
                        field.getName(), field.getValues().get(field.getValues().size() - 1));
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Problem(400, "query: expected percent-encoded UTF-8");
        }
        return query;
    }

    private static Map<String, String> headers(Request request) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            if (SECRET.contains(field.getName().toLowerCase(Locale.ROOT))) {
                continue; // who asks is known by now, and no endpoint has to know how
            }
            headers.merge(
                    field.getName().toLowerCase(Locale.ROOT),
                    field.getValue() == null ? "" : field.getValue(),
                    (a, b) -> a + ", " + b);
        }
        return headers;
    }

    private static String header(Request request, String name) {
        String value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }

    private static void send(Answer.Document document, Response response, Callback callback) {
        response.setStatus(document.status());
        response.getHeaders().put("Content-Type", document.type());
        response.getHeaders().put("Cache-Control", "no-store");
        document.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        if (document.status() != 304 && document.status() != 204) {
            response.getHeaders().put("Content-Length", document.body().length);
        }
        response.write(true, ByteBuffer.wrap(document.body()), callback);
    }
}
