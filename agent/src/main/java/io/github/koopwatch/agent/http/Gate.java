/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.koopwatch.agent.doors.Admission;
import io.github.koopwatch.agent.doors.Admission.Admitted;
import io.github.koopwatch.agent.doors.Admission.Reason;
import io.github.koopwatch.agent.doors.Admission.Refused;
import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.agent.doors.Entrance;
import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who asks over HTTP: by a token in the header Authorization, or in a browser by the session that a token began. */
public final class Gate {
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY = 429;

    private final Entrance entrance;
    private final Sessions sessions;
    private final StaticFiles files = new StaticFiles("gate");

    public Gate(Entrance entrance, InstantSource clock) {
        this.entrance = entrance;
        this.sessions = new Sessions(clock);
    }

    /** What a browser needs to show a token; nothing of it is secret. */
    void addTo(Routes routes) {
        routes.open("/login/{file}", files::answer).openPost("/login", this::login);
    }

    /** Throws Problem for whoever is not let in. */
    Caller admit(@Nullable String authorization, String cookies, From from) {
        if (authorization == null) {
            Optional<Caller> session = sessions.find(cookies).filter(entrance::stillIn);
            if (session.isPresent()) {
                return session.get();
            }
        }
        return admitted(entrance.admit(authorization, from.address()));
    }

    private static Caller admitted(Admission admission) {
        if (admission instanceof Admitted admitted) {
            return admitted.caller();
        }
        throw ((Refused) admission).reason() == Reason.LIMITED
                ? new Problem(TOO_MANY, Entrance.LIMITED_TEXT)
                : new Problem(UNAUTHORIZED, Entrance.TEXT);
    }

    boolean stillIn(Caller caller) {
        return entrance.stillIn(caller);
    }

    /** Counts whoever is in and asked for what is not theirs. */
    void forbidden() {
        entrance.forbidden();
    }

    /** The page that asks for a token, in place of one that needs it. */
    Answer.Document page() {
        return files.page("login/page.html").as(UNAUTHORIZED);
    }

    private Answer login(Ask ask) {
        ask.allowsOnly();
        SameOrigin.requireJson(ask);
        if (entrance.isOpen()) {
            throw new Problem(404, "no tokens are configured: nobody has to show one");
        }
        Caller caller = admitted(
                entrance.admit("Bearer " + token(ask.body()), ask.from().address()));
        return Answer.document(204, "application/json", new byte[0])
                .with("Set-Cookie", sessions.begin(caller, ask.from().secure()));
    }

    private static String token(byte[] body) {
        try {
            JsonNode token = Json.read(body, JsonNode.class).path("token");
            if (token.isTextual()) {
                return token.textValue().strip();
            }
        } catch (IOException ignored) {
            // said below; the body may hold a secret
        }
        throw new Problem(400, "body: expected {\"token\": \"…\"}, got something else");
    }
}
