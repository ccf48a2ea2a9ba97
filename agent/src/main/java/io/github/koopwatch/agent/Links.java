/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent;

import io.github.koopwatch.contract.result.ChangeEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where people find what an alert is about.
 *
 * @param page address of the live page, without a slash at the end; empty: links are relative to this service
 * @param runbooks address before the kind of an alert
 */
public record Links(String page, String runbooks) {
    /** Links that lead nowhere but to this service. */
    public static final Links RELATIVE = to("");

    /** With the runbooks that the service serves itself. */
    public static Links to(String page) {
        return new Links(page, page + "/runbooks");
    }

    /** The links of one alert. */
    public record Of(String page, String evidence, String picture, String runbook) {}

    public Of of(ChangeEvent event) {
        String evidence = page + "/api/v1/events/evidence?id=" + encoded(event.id());
        return new Of(
                page + "/#" + whose(event) + "&event=" + encoded(event.id()),
                evidence,
                evidence + "&format=svg",
                runbooks + "/" + encoded(event.kind()));
    }

    private static String whose(ChangeEvent event) {
        String run = event.run();
        return run == null ? "group=" + encoded(event.group()) : "run=" + encoded(run);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
