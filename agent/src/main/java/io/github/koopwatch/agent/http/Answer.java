/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.contract.result.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What an endpoint answers. */
public sealed interface Answer {
    /** A whole document. */
    record Document(int status, String type, Map<String, String> headers, byte[] body) implements Answer {
        Document with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Document(status, type, Map.copyOf(more), body);
        }

        Document as(int otherStatus) {
            return new Document(otherStatus, type, headers, body);
        }
    }

    /** A stream that goes on; {@code open} takes the response over and completes the callback at its end. */
    record Live(BiConsumer<Response, Callback> open) implements Answer {}

    static Document json(Object value) {
        return document(200, "application/json", Json.write(value));
    }

    static Document text(String type, String body) {
        return document(200, type + "; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    static Document document(int status, String type, byte[] body) {
        return new Document(status, type, Map.of(), body);
    }
}
