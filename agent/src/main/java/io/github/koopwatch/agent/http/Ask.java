/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.contract.RunKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * A request as endpoints see it.
 *
 * @param path canonical path
 * @param parts values of the route's placeholders
 * @param query parameters; of one that is given twice, the last
 * @param headers by name in lower case
 * @param body what was posted; empty for all other methods
 * @param caller who asks
 * @param stillIn false once what let the caller in is no longer good
 * @param from where it comes from
 */
public record Ask(
        String path,
        Map<String, String> parts,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        Caller caller,
        BooleanSupplier stillIn,
        From from) {
    /** The part of the path that stands where the route has {@code {name}}. */
    String part(String name) {
        String value = parts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("part: expected one of " + parts.keySet() + ", got " + name);
        }
        return value;
    }

    Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** Refuses a parameter that the endpoint does not have: a misspelt filter would silently filter nothing. */
    void allowsOnly(String... names) {
        TreeSet<String> unknown = new TreeSet<>(query.keySet());
        unknown.removeAll(List.of(names));
        if (!unknown.isEmpty()) {
            String expected = names.length == 0 ? "no parameters" : "one of " + String.join(", ", names);
            throw Problem.badQuery("query", expected, RunKey.shown(unknown.first()));
        }
    }

    /** A parameter that names a run, group, observable or preset. */
    Optional<String> key(String name) {
        Optional<String> value = Optional.ofNullable(query.get(name));
        value.filter(v -> !RunKey.isValid(v)).ifPresent(bad -> {
            throw Problem.badQuery(name, "a key (" + RunKey.RULE + ")", RunKey.shown(bad));
        });
        return value;
    }

    /** A whole number in a range, both ends included. */
    OptionalLong number(String name, long least, long greatest) {
        String value = query.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(parse(name, value, least, greatest));
    }

    static long parse(String name, String value, long least, long greatest) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // said below, like a number out of range
        }
        String range =
                least == Long.MIN_VALUE ? "" : " from " + least + (greatest == Long.MAX_VALUE ? "" : " to " + greatest);
        throw Problem.badQuery(name, "a whole number" + range, RunKey.shown(value));
    }
}
