/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One tab of a browser, driven over the Chrome DevTools Protocol. */
final class Tab implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable WebSocket socket;

    private Tab() {}

    /** Connects to the tab that the browser describes. */
    static Tab open(HttpClient http, String description) {
        Tab tab = new Tab();
        URI address = URI.create(parse(description).get("webSocketDebuggerUrl").textValue());
        tab.socket = http.newWebSocketBuilder().buildAsync(address, tab).join();
        for (String domain : List.of("Page", "Runtime", "Log")) {
            tab.call(domain + ".enable", Map.of());
        }
        return tab;
    }

    /** Calls a method of the protocol and waits for its answer. */
    JsonNode call(String method, Map<String, ?> parameters) {
        int id = calls.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        String message = JSON.valueToTree(Map.of("id", id, "method", method, "params", parameters))
                .toString();
        if (socket == null) {
            throw new IllegalStateException("not connected");
        }
        socket.sendText(message, true).join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    void go(String url) {
        call("Page.navigate", Map.of("url", url));
    }

    /** Value of an expression, by JSON; what it throws is thrown here. */
    JsonNode evaluate(String expression) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.get("result").path("value");
    }

    /** Waits until an expression is true; null on the way to it (a page that still loads) is false. */
    void until(String expression) {
        Awaitility.await(expression)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> evaluate("Boolean(" + expression + ")").asBoolean());
    }

    /** Text of the first element that a selector finds, as it is rendered. */
    String text(String selector) {
        return evaluate("document.querySelector('" + selector + "').innerText").asText();
    }

    void click(String selector) {
        evaluate("document.querySelector('" + selector + "').click()");
    }

    /** Presses a key, given by its DOM name and Windows virtual key code. */
    void press(String key, int code) {
        String text = key.equals("Enter") ? "\r" : "";
        call(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", key, "windowsVirtualKeyCode", code, "text", text));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    /** Seconds that the page's main thread spent so far on scripts, styles, layout and in all; from Performance.enable on. */
    String spent() {
        StringBuilder spent = new StringBuilder();
        for (JsonNode metric : call("Performance.getMetrics", Map.of()).get("metrics")) {
            String name = metric.get("name").asText();
            if (name.endsWith("Duration")) {
                spent.append(name)
                        .append(' ')
                        .append(metric.get("value").asDouble())
                        .append(' ');
            }
        }
        return spent.toString();
    }

    /** Size of the window in CSS pixels and colour scheme (light or dark). */
    void look(int width, int height, String scheme) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** A PNG of what is in the window. */
    byte[] picture() {
        JsonNode data = call("Page.captureScreenshot", Map.of("format", "png")).get("data");
        return Base64.getDecoder().decode(data.textValue());
    }

    /** Exceptions, dialogs and violations of the content policy so far. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** The complaints so far, which are then forgotten. */
    List<String> takeComplaints() {
        List<String> taken = complaints();
        complaints.clear();
        return taken;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            receive(parse(text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void receive(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> call = pending.remove(message.get("id").intValue());
            if (call != null && message.has("error")) {
                call.completeExceptionally(
                        new IllegalStateException(message.get("error").toString()));
            } else if (call != null) {
                call.complete(message.get("result"));
            }
        } else if (isComplaint(message)) {
            complaints.add(message.toString());
        }
    }

    /** A failed request is logged with source network and is none: a server may be away. */
    private static boolean isComplaint(JsonNode message) {
        return switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown", "Page.javascriptDialogOpening" -> true;
            case "Log.entryAdded" ->
                !message.at("/params/entry/source").asText().equals("network")
                        && message.at("/params/entry/level").asText().equals("error");
            case "Runtime.consoleAPICalled" ->
                message.at("/params/type").asText().equals("error");
            default -> false;
        };
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected JSON, got " + json, e);
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
