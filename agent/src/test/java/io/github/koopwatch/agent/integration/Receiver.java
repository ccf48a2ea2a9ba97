/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where Alertmanager's webhooks end. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            heard.add(Repository.json(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Each alert of each message, with the name of the receiver that it went to. */
    record Alert(String receiver, JsonNode alert) {
        String label(String name) {
            return alert.path("labels").path(name).asText();
        }

        String annotation(String name) {
            return alert.path("annotations").path(name).asText();
        }
    }

    List<Alert> alerts() {
        return heard.stream()
                .flatMap(message -> Repository.elements(message.path("alerts"))
                        .map(alert -> new Alert(message.path("receiver").asText(), alert)))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
