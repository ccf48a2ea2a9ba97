/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentedTest {
    /** A row that begins with an id and ends with a verdict. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z0-9]+\\.[a-z0-9-]+)` .*\\| (HOLDS|DIFFERS|CANNOT TELL) \\|$");

    @Test
    void validationMd_recordsTheVerdictsThatTheCommandHoldsItselfTo() throws IOException {
        String text = Files.readString(Python.sources().resolveSibling("docs/validation.md"));
        Map<String, Judgement> rows = new TreeMap<>();
        for (Matcher row = ROW.matcher(text); row.find(); ) {
            rows.put(row.group(1), Judgement.of(row.group(2)));
        }
        assertThat(rows).isNotEmpty().isEqualTo(Documented.all());
    }
}
