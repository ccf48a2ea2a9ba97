/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The verdicts that docs/validation.md records; a test holds the two equal. */
final class Documented {
    private static final String RESOURCE = "/validation/documented.properties";
    private static final Map<String, Judgement> ALL = read();

    private Documented() {}

    /** Null when nothing is recorded. */
    static @Nullable Judgement of(String id) {
        return ALL.get(id);
    }

    /** By id. */
    static Map<String, Judgement> all() {
        return ALL;
    }

    private static Map<String, Judgement> read() {
        Properties lines = new Properties();
        try (InputStream in = Objects.requireNonNull(Documented.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            lines.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
        Map<String, Judgement> all = new TreeMap<>();
        lines.stringPropertyNames().forEach(id -> all.put(id, Judgement.of(lines.getProperty(id))));
        return all;
    }
}
