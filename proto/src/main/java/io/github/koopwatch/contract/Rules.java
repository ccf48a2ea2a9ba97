/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static io.github.koopwatch.v1.Reason.REASON_KEY;
import static io.github.koopwatch.v1.Reason.REASON_MALFORMED;
import static io.github.koopwatch.v1.Reason.REASON_TOO_LARGE;

import io.github.koopwatch.v1.Reason;
import java.util.Optional;
import java.util.function.Function;

/** The small rules that the validator is made of; each names expected and actual. */
final class Rules {
    private Rules() {}

    static Optional<Refusal> refuse(Reason reason, String what, Object expected, Object actual) {
        return Optional.of(new Refusal(reason, what + ": expected " + expected + ", got " + actual));
    }

    static Optional<Refusal> key(String what, String key) {
        return RunKey.isValid(key) ? Optional.empty() : refuse(REASON_KEY, what, RunKey.RULE, quoted(key));
    }

    /** A key that may be left out. */
    static Optional<Refusal> keyOrEmpty(String what, String key) {
        return key.isEmpty() ? Optional.empty() : key(what, key);
    }

    static Optional<Refusal> atMost(String what, int limit, int actual) {
        return actual <= limit ? Optional.empty() : refuse(REASON_TOO_LARGE, what, "at most " + limit, actual);
    }

    static Optional<Refusal> length(String what, String text, int limit) {
        return atMost(what + " (characters)", limit, text.length());
    }

    /** A name that is shown but is no key: not empty, not long, nothing that moves a cursor. */
    static Optional<Refusal> name(String what, String name) {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            return refuse(REASON_MALFORMED, what, "a name without control characters", quoted(name));
        }
        return length(what, name, Limits.LONGEST_NAME);
    }

    /** A step or an incarnation, given as the signed form of what may be an unsigned number. */
    static Optional<Refusal> integer(String what, long value, boolean unsigned) {
        if (value >= 0 && value <= Limits.LARGEST_INTEGER) {
            return Optional.empty();
        }
        return refuse(REASON_MALFORMED, what, "0 to 2^53", unsigned ? Long.toUnsignedString(value) : value);
    }

    /** The first refusal among the items' in their order. */
    static <T> Optional<Refusal> first(Iterable<T> items, Function<T, Optional<Refusal>> rule) {
        for (T item : items) {
            Optional<Refusal> refusal = rule.apply(item);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    static String quoted(String text) {
        return "'" + RunKey.shown(text) + "'";
    }
}
