/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings requests to their routes and answers back. */
final class RouteHandler extends Handler.Abstract {
    private static final Logger logger = LoggerFactory.getLogger(RouteHandler.class);

    private final Routes routes;

    RouteHandler(Routes routes) {
        this.routes = routes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SecurityHeaders.add(response.getHeaders());
        Answer answer = answer(request);
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
        return true;
    }

    private Answer answer(Request request) {
        try {
            String path = Request.getPathInContext(request);
            Routes.Match match =
                    routes.match(path).orElseThrow(() -> new Problem(404, "nothing is served at this path"));
            if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
                return new Problem(405, "method: expected GET or HEAD").answer().with("Allow", "GET, HEAD");
            }
            return match.endpoint().answer(new Ask(path, match.parts(), query(request), headers(request)));
        } catch (Problem problem) {
            return problem.answer();
        } catch (RuntimeException e) {
            logger.error("no answer for {}", request.getMethod(), e);
            return new Problem(500, "the service failed to answer; its log says why").answer();
        }
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
        document.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        if (document.status() != 304) {
            response.getHeaders().put("Content-Length", document.body().length);
        }
        response.write(true, ByteBuffer.wrap(document.body()), callback);
    }
}
