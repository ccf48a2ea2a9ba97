/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Takes a picture of a page: {@code URL FILE.png [WIDTHxHEIGHT] [light|dark] [JavaScript condition to wait for]}. */
final class Screenshot {
    private static final String DRAWN = "document.querySelectorAll('#plane .now circle').length > 0";

    private Screenshot() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 2) {
            throw new IllegalArgumentException(
                    "expected URL FILE.png [WIDTHxHEIGHT] [light|dark] [condition], got " + args.length + " arguments");
        }
        String[] size = argument(args, 2, "1440x1500").split("x", 2);
        try (Browser browser = new Browser();
                Tab tab = browser.tab()) {
            tab.look(Integer.parseInt(size[0]), Integer.parseInt(size[1]), argument(args, 3, "light"));
            tab.go(args[0]);
            tab.until(argument(args, 4, DRAWN));
            TimeUnit.SECONDS.sleep(1);
            Files.write(Path.of(args[1]), tab.picture());
            tab.complaints().forEach(System.err::println);
        }
    }

    private static String argument(String[] args, int index, String otherwise) {
        return args.length > index ? args[index] : otherwise;
    }
}
