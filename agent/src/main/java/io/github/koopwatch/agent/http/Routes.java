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

    private record Route(String template, List<String> segments, boolean takesBody, boolean open, Endpoint endpoint) {}

    private final List<Route> routes = new ArrayList<>();
    private Optional<Endpoint> otherwise = Optional.empty();

    /** Adds a route; the first that matches answers. */
    public Routes add(String template, Endpoint endpoint) {
        return add(template, false, false, endpoint);
    }

    /** Adds a route that needs no token where there are tokens: health, and what shows a token. */
    public Routes open(String template, Endpoint endpoint) {
        return add(template, false, true, endpoint);
    }

    /** Adds a route for POST; all others are for GET and HEAD. */
    public Routes post(String template, Endpoint endpoint) {
        return add(template, true, false, endpoint);
    }

    /** Adds a route for POST that needs no token where there are tokens. */
    Routes openPost(String template, Endpoint endpoint) {
        return add(template, true, true, endpoint);
    }

    private Routes add(String template, boolean takesBody, boolean open, Endpoint endpoint) {
        routes.add(new Route(template, segments(template), takesBody, open, endpoint));
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

    /** Those of them that need no token. */
    public List<String> openTemplates() {
        return routes.stream().filter(Route::open).map(Route::template).toList();
    }

    /** True for a path that needs no token. */
    boolean isOpen(String path) {
        List<String> segments = segments(path);
        return routes.stream()
                .filter(Route::open)
                .anyMatch(route -> match(route, segments).isPresent());
    }

    Optional<Match> match(String path) {
        Optional<Match> route = matching(path, false);
        if (route.isEmpty() && matchPost(path).isPresent()) {
            throw Problem.method("POST");
        }
        return route.or(() -> otherwise.map(endpoint -> new Match(endpoint, Map.of())));
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
