/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page must never do, checked without a browser. */
class WebFilesTest {
    private static final Pattern PARSES_TEXT = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|srcdoc|setHTML|DOMParser");
    private static final Pattern INLINE = Pattern.compile("\\sstyle=|\\son[a-z]+=\"|<style|<script(?![^>]*\\ssrc=)");
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?:https?:)?//(?!www\\.w3\\.org/2000/svg)[a-z0-9.-]+\\.[a-z]");
    private static final Pattern IMPORT = Pattern.compile("(?:from |src=\"|href=\")['\"]?([\\w./-]+\\.(?:js|css|svg))");

    static Stream<Path> files() throws IOException, URISyntaxException {
        return Files.list(web());
    }

    private static Path web() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(WebFilesTest.class.getResource("/web"), "/web on the class path")
                .toURI());
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_ofThePage_parsesNoTextRunsNothingInlineAndStaysAtHome(Path file) throws IOException {
        String text = Files.readString(file);
        assertThat(text).doesNotContainPattern(PARSES_TEXT).doesNotContainPattern(ELSEWHERE);
        if (!file.toString().endsWith(".js")) {
            assertThat(text).doesNotContainPattern(INLINE);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_ofThePage_namesOnlyFilesThatExist(Path file) throws IOException {
        Matcher named = IMPORT.matcher(Files.readString(file));
        while (named.find()) {
            assertThat(file.resolveSibling(named.group(1))).exists();
        }
    }
}
