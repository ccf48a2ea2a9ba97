/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.contract.RunKey;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keeps other sites from writing through a visitor's browser. JSON cannot be posted across origins without being asked
 * for first; browsers say where a request comes from; and a name that was bent to this address (DNS rebinding) is neither
 * an address nor the page's own name. Clients that are no browsers say nothing of this and are not kept out.
 */
final class SameOrigin {
    private static final Pattern ADDRESS = Pattern.compile("localhost|[0-9.]+|\\[[0-9a-f:.]+]");

    private final Optional<String> page;

    /** @param page where people find the page, when that is not an address of this process */
    SameOrigin(Optional<URI> page) {
        this.page = page.map(uri -> origin(uri));
    }

    /** Throws a Problem that names expected and actual. */
    void require(Ask ask) {
        requireJson(ask);
        ask.header("origin").ifPresent(origin -> check(origin, ask));
    }

    /** The part that needs no name of the page. */
    static void requireJson(Ask ask) {
        String type = ask.header("content-type").orElse("").split(";", 2)[0].strip();
        if (!type.equalsIgnoreCase("application/json")) {
            throw new Problem(415, "content-type: expected application/json, got '" + RunKey.shown(type) + "'");
        }
        ask.header("sec-fetch-site").filter(site -> !site.equals("same-origin")).ifPresent(site -> {
            throw refused("sec-fetch-site", "same-origin", site);
        });
    }

    private void check(String origin, Ask ask) {
        String host = ask.header("host").orElse("");
        String from = origin.toLowerCase(Locale.ROOT);
        if (page.filter(from::equals).isPresent()) {
            return;
        }
        if (!from.equals((ask.from().secure() ? "https://" : "http://") + host.toLowerCase(Locale.ROOT))) {
            throw refused("origin", "that of the page", origin);
        }
        // Who has a token or a session is not led here by a bent name: the browser sends neither to it.
        if (ask.caller().equals(Caller.ANYBODY) && !ADDRESS.matcher(name(host)).matches()) {
            throw refused("origin", "an address, localhost or the host of --page-url", origin);
        }
    }

    private static String name(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
    }

    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    private static Problem refused(String what, String expected, String actual) {
        return new Problem(403, what + ": expected " + expected + ", got '" + RunKey.shown(actual) + "'");
    }
}
