/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which endpoint answers which path. A template's {@code {name}} stands for one part of a path. */
public final class Routes {
    /** An endpoint and what the placeholders of its route stand for. */
    record Match(Endpoint endpoint, Map<String, String> parts) {}

    private record Route(String template, List<String> segments, boolean takesBody, Endpoint endpoint) {}

    private final List<Route> routes = new ArrayList<>();
    private Optional<Endpoint> otherwise = Optional.empty();

    /** Adds a route; the first that matches answers. */
    public Routes add(String template, Endpoint endpoint) {
        routes.add(new Route(template, segments(template), false, endpoint));
        return this;
    }

    /** Adds a route for POST; all others are for GET and HEAD. */
    public Routes post(String template, Endpoint endpoint) {
        routes.add(new Route(template, segments(template), true, endpoint));
        return this;
    }

    /** What answers a path that no route matches. */
    public Routes otherwise(Endpoint endpoint) {
        otherwise = Optional.of(endpoint);
        return this;
    }

    /** Every path that is served, as a template. */
    public List<String> templates() {
        return routes.stream().map(Route::template).toList();
    }

    Optional<Match> match(String path) {
        return matching(path, false).or(() -> otherwise.map(endpoint -> new Match(endpoint, Map.of())));
    }

    /** The endpoint that takes what is posted to the path. */
    Optional<Match> matchPost(String path) {
        return matching(path, true);
    }

    private Optional<Match> matching(String path, boolean takesBody) {
        List<String> segments = segments(path);
        return routes.stream()
                .filter(route -> route.takesBody() == takesBody)
                .flatMap(route -> match(route, segments).stream())
                .findFirst();
    }

    private static Optional<Match> match(Route route, List<String> path) {
        if (route.segments().size() != path.size()) {
            return Optional.empty();
        }
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String expected = route.segments().get(i);
            if (expected.startsWith("{")) {
                parts.put(expected.substring(1, expected.length() - 1), path.get(i));
            } else if (!expected.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Match(route.endpoint(), parts));
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }
}
