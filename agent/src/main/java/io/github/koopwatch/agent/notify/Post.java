/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Posts JSON to one address. Neither the address nor the secret stands in what it throws. */
final class Post {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** The receiver says that it has read the request and that it is at fault. All else, a wrong secret too, can be mended. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI address;
    private final Optional<String> secret;

    /** @param secret value of the Authorization header */
    Post(URI address, Optional<String> secret) {
        this.address = address;
        this.secret = secret;
    }

    void send(byte[] json, Map<String, String> headers) throws Undelivered {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json));
        headers.forEach(request::header);
        secret.ifPresent(value -> request.header("Authorization", value));
        int status = status(request.build());
        if (REFUSALS.contains(status)) {
            throw Undelivered.ever("answered " + status);
        }
        if (status < 200 || status > 299) {
            throw Undelivered.yet("answered " + status);
        }
    }

    private int status(HttpRequest request) throws Undelivered {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw Undelivered.yet("no answer (" + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Undelivered.yet("interrupted");
        }
    }
}
