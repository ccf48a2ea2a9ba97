/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>$1\\";
    private static final Pattern DATA = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?:https?:)?//(?!www\\.w3\\.org/)[a-z0-9.-]+\\.[a-z]|@import|url\\((?!#)|<link");

    @TempDir
    Path directory = Path.of("");

    @Test
    void html_hostileText_staysText() throws IOException {
        String html = Page.html(HOSTILE, Map.of("title", HOSTILE));
        assertThat(html).doesNotContain("<img").endsWith("</html>\n");
        assertThat(data(html).get("title").asText()).isEqualTo(HOSTILE);
    }

    private static JsonNode data(String html) throws IOException {
        Matcher found = DATA.matcher(html);
        assertThat(found.find()).isTrue();
        return new ObjectMapper().readTree(found.group(1));
    }

    @Test
    void html_needsNothingElse() {
        String html = Page.html("a", Map.of());
        assertThat(html)
                .contains("default-src 'none'")
                .doesNotContainPattern(ELSEWHERE)
                .doesNotContainPattern("(?m)^(import|export) ");
        assertThat(html.split("<script", -1)).hasSize(3); // the data and the one that draws
    }

    @Test
    void html_numbers_haveSixDigitsAndNoNaN() throws IOException {
        JsonNode data = data(Page.html("a", Map.of("x", new double[] {1 / 3.0, Double.NaN, 1e-300 / 3, -1234567.89})));
        assertThat(data.get("x")).hasToString("[0.333333,null,3.33333E-301,-1234570.0]");
    }

    @Test
    void file_write_replacesAndLeavesNothingElse() throws IOException {
        Path file = Files.writeString(directory.resolve("out.html"), "old");
        ReportFile.of(file).write("new");
        assertThat(file).hasContent("new");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void file_placeThatCannotBeWritten_isBadInputBeforeAnythingIsComputed() {
        assertThatThrownBy(() -> ReportFile.of(directory)).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> ReportFile.of(directory.resolve("none/out.html")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--report: expected a file that can be written");
    }
}
