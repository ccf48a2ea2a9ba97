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

    public Problem(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
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
        return Answer.document(status, "application/problem+json", Json.write(body));
    }
}
