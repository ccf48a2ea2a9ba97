/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The real page in a real browser. A missing browser is a failure: the tag decides whether these run. */
@Tag("browser")
abstract class PageFixture {
    static final String HOSTILE = "<img src=x onerror=alert(1)>";
    static final String DRAWN = "document.querySelector('#plane .now circle')";

    private static Browser browser;

    FakeService service;
    Tab tab;

    @BeforeAll
    static void startBrowser() throws IOException, InterruptedException {
        browser = new Browser();
    }

    @AfterAll
    static void endBrowser() throws IOException {
        browser.close();
    }

    @BeforeEach
    void open() throws IOException, InterruptedException {
        service = new FakeService(0);
        tab = browser.tab();
        tab.look(1200, 1600, "light");
    }

    /** A page that complained is a failed test, whatever it showed. */
    @AfterEach
    void close() {
        assertThat(tab.complaints()).isEmpty();
        tab.close();
        service.close();
    }

    /** Opens the page and waits for a condition. */
    void show(String hash, String condition) {
        show(service.url(), hash, condition);
    }

    void show(String url, String hash, String condition) {
        tab.go("about:blank");
        tab.go(url + hash);
        tab.until("document.querySelector('#link')?.dataset.link === 'live' && " + condition);
    }

    int count(String selector) {
        return tab.evaluate("document.querySelectorAll('" + selector + "').length")
                .intValue();
    }

    boolean holds(String expression) {
        return tab.evaluate("Boolean(" + expression + ")").asBoolean();
    }
}
