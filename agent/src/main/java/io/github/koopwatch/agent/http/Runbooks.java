/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.contract.RunKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What to do about each kind of alert, as it lies on the class path: it has to be readable without the internet. */
final class Runbooks {
    private static final Pattern NAME = Pattern.compile("([A-Za-z]{1,63})(\\.md)?");

    private Runbooks() {}

    /** The runbook of a kind, with or without {@code .md}. */
    static Answer answer(Ask ask) {
        ask.allowsOnly();
        String asked = ask.part("kind");
        var name = NAME.matcher(asked);
        if (name.matches()) {
            try (InputStream in = Runbooks.class.getResourceAsStream("/runbooks/" + name.group(1) + ".md")) {
                if (in != null) {
                    return Answer.text("text/plain", new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .with("Cache-Control", "no-cache");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw Problem.notFound("runbook", RunKey.shown(asked));
    }
}
