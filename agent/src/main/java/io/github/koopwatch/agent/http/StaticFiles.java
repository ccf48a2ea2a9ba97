/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Files of the page, from the class path. A name is letters, digits, '-', '_' and single dots, so that none leads out of the
 * folder, and ends as a known type does, so that folders and code are no files.
 */
final class StaticFiles {
    private static final Pattern NAME = Pattern.compile("(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+");
    private static final int LONGEST = 200;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "txt", "text/plain; charset=utf-8",
            "woff2", "font/woff2");

    private final String folder;
    private final Map<String, Answer.Document> read = new ConcurrentHashMap<>();

    /** @param folder on the class path, without slashes at its ends */
    StaticFiles(String folder) {
        this.folder = folder;
    }

    Answer answer(Ask ask) {
        String name = ask.path().equals("/") ? "index.html" : ask.path().substring(1);
        Answer.Document file = file(name).orElseThrow(() -> new Problem(404, "nothing is served at this path"));
        String etag = String.valueOf(file.headers().get("ETag"));
        boolean known = ask.header("if-none-match").orElse("").contains(etag);
        return known ? new Answer.Document(304, file.type(), file.headers(), new byte[0]) : file;
    }

    /** A file that has to be there, to be shown in place of another answer. */
    Answer.Document page(String name) {
        Answer.Document file =
                file(name).orElseThrow(() -> new IllegalStateException(name + " is not on the class path"));
        return Answer.document(200, file.type(), file.body());
    }

    private Optional<Answer.Document> file(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || name.length() > LONGEST || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(read.get(name)).or(() -> load(name, type));
    }

    private Optional<Answer.Document> load(String name, String type) {
        try (InputStream in = StaticFiles.class.getClassLoader().getResourceAsStream(folder + "/" + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            Answer.Document file =
                    Answer.document(200, type, bytes).with("ETag", etag(bytes)).with("Cache-Control", "no-cache");
            read.put(name, file);
            return Optional.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"'
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(hash)
                            .substring(0, 22)
                    + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
