/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.github.koopwatch.agent.doors.Admission.Admitted;
import io.github.koopwatch.agent.doors.Admission.Reason;
import io.github.koopwatch.agent.doors.Admission.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says who comes in at one door. An address whose failures are used up is not listened to, except with a token that was good
 * from there before: one job with a wrong token does not shut out the others behind the same address.
 */
public final class Entrance {
    /** What everybody hears who is not let in. */
    public static final String TEXT = "expected a valid token (Authorization: Bearer TOKEN)";

    /** What an address hears that failed too often. */
    public static final String LIMITED_TEXT = "too many calls without a valid token from this address; try again later";

    private static final String BEARER = "Bearer ";
    private static final int MOST_KNOWN = 10_000;

    private final TokenSource tokens;
    private final Throttle throttle;
    private final Map<Reason, Counter> failures = new EnumMap<>(Reason.class);
    private final Map<Known, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Known, Boolean> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    private record Known(String address, Caller caller) {}

    /** Where tokens come from; empty where none are configured. */
    interface TokenSource {
        Optional<Tokens> now();
    }

    Entrance(TokenSource tokens, String door, MeterRegistry registry, LongSupplier nanoTime) {
        this.tokens = tokens;
        this.throttle = new Throttle(nanoTime);
        for (Reason reason : Reason.values()) {
            failures.put(
                    reason,
                    Counter.builder("koopwatch.door.refusals")
                            .description("Callers that a door did not let in, or not where they wanted to")
                            .tag("door", door)
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Lets everybody in: where no tokens are configured. */
    public static Entrance open(String door, MeterRegistry registry) {
        return new Entrance(Optional::empty, door, registry, System::nanoTime);
    }

    /** True where nobody needs a token. */
    public boolean isOpen() {
        return tokens.now().isEmpty();
    }

    /** @param authorization the header of that name, if there is one */
    public Admission admit(@Nullable String authorization, InetAddress from) {
        Optional<Tokens> good = tokens.now();
        if (good.isEmpty()) {
            return new Admitted(Caller.ANYBODY);
        }
        if (authorization == null || authorization.isBlank()) {
            return refused(Reason.MISSING, from);
        }
        String token = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length())
                : "";
        return Tokens.TOKEN.matcher(token).matches()
                ? admitToken(good.get(), token, from)
                : refused(Reason.MALFORMED, from);
    }

    private Admission admitToken(Tokens good, String token, InetAddress from) {
        String address = Throttle.key(from);
        Optional<Caller> caller = good.find(token);
        if (caller.isEmpty()) {
            return refused(Reason.UNKNOWN, from);
        }
        Known pair = new Known(address, caller.get());
        synchronized (known) {
            if (!known.containsKey(pair) && throttle.isUsedUp(address)) {
                count(Reason.LIMITED);
                return new Refused(Reason.LIMITED);
            }
            known.put(pair, true);
        }
        return new Admitted(caller.get());
    }

    private Admission refused(Reason why, InetAddress from) {
        String address = Throttle.key(from);
        Reason reason = throttle.isUsedUp(address) ? Reason.LIMITED : why;
        throttle.failed(address);
        count(reason);
        return new Refused(reason);
    }

    /** Counts somebody who is in and asked for what is not theirs. */
    public void forbidden() {
        count(Reason.FORBIDDEN);
    }

    private void count(Reason reason) {
        Counter counter = failures.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /** False once the caller's token is no longer good. */
    public boolean stillIn(Caller caller) {
        return tokens.now().map(all -> all.holds(caller)).orElse(true);
    }
}
