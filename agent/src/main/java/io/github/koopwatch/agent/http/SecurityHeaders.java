/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import org.eclipse.jetty.http.HttpFields;

/** Headers of every answer: scripts and styles come from here alone, nobody frames the page, types are not guessed. */
final class SecurityHeaders {
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self';"
            + " script-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

    private SecurityHeaders() {}

    /** @param secure true where the answer goes through TLS: the browser then comes through TLS alone */
    static void add(HttpFields.Mutable headers, boolean secure) {
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("X-Frame-Options", "DENY");
        if (secure) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
