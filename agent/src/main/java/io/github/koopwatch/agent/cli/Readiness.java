/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.kafka.Check;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a service whether it is ready. */
final class Readiness {
    private static final String ADVICE = "see its log; if it does not run, start it with ./koopwatch up";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int MOST_SHOWN = 200;

    private Readiness() {}

    /** {@code http}: HOST:PORT of a service that needs no token for this. Never throws; an interrupt counts as no answer. */
    static Check of(String http, Access access) {
        try {
            HttpResponse<String> answer = ask(http, access);
            return answer.statusCode() == OK
                    ? Check.ok("service", "ready at " + http)
                    : Check.fail("service", "not ready at " + http + ": " + shortened(answer.body()), ADVICE);
        } catch (IOException | IllegalArgumentException e) {
            return Check.fail("service", "does not answer at " + http, ADVICE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Check.fail("service", "was not waited for", "try again");
        }
    }

    private static HttpResponse<String> ask(String http, Access access) throws IOException, InterruptedException {
        return access.http(PATIENCE)
                .send(access.request(http, "/readyz").timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String shortened(String body) {
        return body.length() <= MOST_SHOWN
                ? body.strip()
                : body.substring(0, MOST_SHOWN).strip() + "…";
    }
}
