/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.doors.Caller;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Browsers that showed a token. A cookie names the session, not the token: it goes to every port of this host, and is good for
 * nothing but this door, until the browser or 12 hours end, or this process.
 */
final class Sessions {
    private static final String NAME = "koopwatch";
    private static final Duration LIFE = Duration.ofHours(12);
    private static final int MOST = 1000;
    private static final int BYTES = 32;
    private static final Pattern COOKIE = Pattern.compile("(?:^|[;,]\\s*)" + NAME + "=([A-Za-z0-9_-]{43})(?=;|,|$)");

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > MOST;
        }
    };

    private record Session(Caller caller, long end) {}

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /** The value of Set-Cookie for a new session. */
    synchronized String begin(Caller caller, boolean secure) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        open.put(id, new Session(caller, clock.millis() + LIFE.toMillis()));
        return NAME + "=" + id + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    /** Whose session the header Cookie names. */
    synchronized Optional<Caller> find(String cookies) {
        Matcher cookie = COOKIE.matcher(cookies);
        if (!cookie.find()) {
            return Optional.empty();
        }
        Session session = open.get(cookie.group(1));
        if (session == null || session.end() <= clock.millis()) {
            open.remove(cookie.group(1));
            return Optional.empty();
        }
        return Optional.of(session.caller());
    }
}
