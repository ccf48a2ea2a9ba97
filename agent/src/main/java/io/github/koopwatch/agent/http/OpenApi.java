/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of the API, as it lies on the class path. */
final class OpenApi {
    private static final Answer.Document DOCUMENT = read();

    private OpenApi() {}

    static Answer.Document document() {
        return DOCUMENT;
    }

    private static Answer.Document read() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml: expected on the class path, found nothing");
            }
            return Answer.document(200, "application/yaml", in.readAllBytes()).with("Cache-Control", "no-cache");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
