/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page of a report. Its script is made of the modules of the live page that draw, and those of the report, joined in
 * the order of their imports; its content policy allows that script alone, and no connection.
 */
public final class Page {
    private static final List<String> STYLES = List.of("/web/style.css", "/report/report.css");
    private static final List<String> SCRIPTS = List.of(
            "/web/dom.js",
            "/web/format.js",
            "/web/scale.js",
            "/web/plane.js",
            "/web/words.js",
            "/web/save.js",
            "/web/axes.js",
            "/web/curves.js",
            "/web/heat.js",
            "/report/spectra.js",
            "/report/table.js",
            "/report/report.js");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]*;\\R");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export ");
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private Page() {}

    /** The whole document. What the data holds is shown as text, never as markup. */
    public static String html(String title, Map<String, ?> data) {
        String script = script();
        Map<String, String> parts = Map.of(
                "title", escaped(title),
                "style", STYLES.stream().map(Page::resource).collect(Collectors.joining("\n")),
                "hash", sha256(script),
                "data", json(data),
                "script", script);
        return PLACE.matcher(resource("/report/report.html"))
                .replaceAll(place ->
                        Matcher.quoteReplacement(Objects.requireNonNull(parts.get(place.group(1)), place.group(1))));
    }

    private static String script() {
        String joined = SCRIPTS.stream().map(Page::resource).collect(Collectors.joining("\n"));
        return EXPORT.matcher(IMPORT.matcher(joined).replaceAll("")).replaceAll("");
    }

    /** A JSON document that cannot end its element. */
    private static String json(Map<String, ?> data) {
        try {
            JsonNode tree = new ObjectMapper().readTree(Json.write(data));
            return Rounding.of(tree).toString().replace("<", "\\u003c");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String sha256(String script) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
