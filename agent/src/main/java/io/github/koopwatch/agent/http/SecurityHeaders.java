/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import org.eclipse.jetty.http.HttpFields;

/** Headers of every answer: scripts and styles come from here alone, nobody frames the page, types are not guessed. */
final class SecurityHeaders {
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self';"
            + " script-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    private SecurityHeaders() {}

    static void add(HttpFields.Mutable headers) {
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
    }
}
