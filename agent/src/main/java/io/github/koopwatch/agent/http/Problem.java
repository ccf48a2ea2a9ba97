/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.contract.result.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** A request that cannot be answered, said as RFC 9457 tells. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String allowed;

    public Problem(int status, String detail) {
        this(status, detail, "");
    }

    private Problem(int status, String detail, String allowed) {
        super(detail, null, false, false);
        this.status = status;
        this.allowed = allowed;
    }

    /** The path is served, but not so. */
    static Problem method(String allowed) {
        return new Problem(405, "method: expected " + allowed.replace(", ", " or "), allowed);
    }

    static Problem notFound(String what, String name) {
        return new Problem(404, "no " + what + " named '" + name + "' is known");
    }

    static Problem badQuery(String name, String expected, String actual) {
        return new Problem(400, name + ": expected " + expected + ", got '" + actual + "'");
    }

    public int status() {
        return status;
    }

    Answer.Document answer() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", HttpStatus.getMessage(status));
        body.put("status", status);
        body.put("detail", String.valueOf(getMessage()));
        Answer.Document document = Answer.document(status, "application/problem+json", Json.write(body));
        return switch (status) {
            case 401 -> document.with("WWW-Authenticate", "Bearer realm=\"koopwatch\"");
            case 429 -> document.with("Retry-After", "30");
            default -> allowed.isEmpty() ? document : document.with("Allow", allowed);
        };
    }
}
