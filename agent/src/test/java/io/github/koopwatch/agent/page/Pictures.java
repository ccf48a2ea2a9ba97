/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Takes the pictures of docs/images from a running {@code ./koopwatch demo}: {@code URL FOLDER}. */
final class Pictures {
    private static final String DRAWN = "document.querySelectorAll('#plane .now circle').length > 0";

    private Pictures() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 2) {
            throw new IllegalArgumentException("expected URL FOLDER, got " + args.length + " arguments");
        }
        String url = args[0];
        Path folder = Files.createDirectories(Path.of(args[1]));
        try (Browser browser = new Browser();
                Tab tab = browser.tab()) {
            tab.look(1300, 1560, "light");
            take(
                    tab,
                    url + "#run=lr-jump",
                    DRAWN + " && document.querySelector('#events li a')",
                    folder,
                    "live-page.png",
                    0);
            JsonNode event = tab.evaluate("document.querySelector('#events li a').getAttribute('href')");
            take(
                    tab,
                    url + event.asText(),
                    "document.querySelector('#run-event .event-card:not([hidden])')",
                    folder,
                    "event.png",
                    440);
            tab.look(1300, 1560, "dark");
            take(
                    tab,
                    url + "#group=demo-width",
                    "document.querySelector('#pairs .cells path')",
                    folder,
                    "group.png",
                    440);
            tab.look(390, 1560, "dark");
            take(tab, url + "#run=lr-jump", DRAWN, folder, "phone.png", 0);
            tab.complaints().forEach(System.err::println);
        }
    }

    private static void take(Tab tab, String url, String condition, Path folder, String name, int scroll)
            throws IOException, InterruptedException {
        tab.go("about:blank");
        tab.go(url);
        tab.until(condition);
        TimeUnit.SECONDS.sleep(2);
        tab.evaluate("scrollTo(0, " + scroll + ")");
        TimeUnit.SECONDS.sleep(1);
        Files.write(folder.resolve(name), tab.picture());
    }
}
