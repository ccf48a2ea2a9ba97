/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Shrinks long texts for those who take it. */
final class Gzip {
    private static final int LEAST = 1024;

    private Gzip() {}

    static Answer.Document shrink(Answer.Document document, String acceptEncoding) {
        boolean text = document.type().startsWith("text/")
                || document.type().contains("json")
                || document.type().contains("openmetrics")
                || document.type().contains("yaml")
                || document.type().contains("svg");
        if (!text || document.body().length <= LEAST) {
            return document;
        }
        Answer.Document varies = document.with("Vary", "Accept-Encoding");
        return takesGzip(acceptEncoding)
                ? new Answer.Document(varies.status(), varies.type(), varies.headers(), compressed(document.body()))
                        .with("Content-Encoding", "gzip")
                : varies;
    }

    private static boolean takesGzip(String acceptEncoding) {
        String lower = acceptEncoding.toLowerCase(Locale.ROOT).replace(" ", "");
        return lower.contains("gzip") && !lower.matches(".*gzip;q=0(\\.0*)?(,.*|$)");
    }

    private static byte[] compressed(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
