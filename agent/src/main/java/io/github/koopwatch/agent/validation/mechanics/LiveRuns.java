/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.mechanics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Replay;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Publishes runs to a service and reads its API, as a training and somebody who watches it would. */
public final class LiveRuns {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long PAUSE = 200;
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper trees = new ObjectMapper();
    private final String target;
    private final String address;
    private final Map<String, Shown> known = new HashMap<>();

    /** Both HOST:PORT: the gRPC door, and the HTTP side. */
    public LiveRuns(String target, String address) {
        this.target = target;
        this.address = address;
    }

    /**
     * How far the live reading of a prediction's first run is from the offline one, relative; 0 where neither shows
     * anything. Scalars are compared at their last step in the range, since a service thins long histories.
     */
    public double difference(Path folder, Prediction prediction, Function<String, Shown> offline, Progress progress) {
        Prediction.Seen seen = prediction.seen().get(0);
        Shown there = known.computeIfAbsent(seen.run(), run -> published(folder, run, progress));
        double live = reading(prediction, seen, there, there);
        double alone = reading(prediction, seen, offline.apply(seen.run()), there);
        return live == alone || Double.isNaN(live) && Double.isNaN(alone)
                ? 0
                : Math.abs(live - alone) / Math.max(Math.abs(live), Math.abs(alone));
    }

    /** Over the steps of the scalar that the service still has. */
    private static double reading(Prediction prediction, Prediction.Seen seen, Shown shown, Shown live) {
        String name = prediction.gauge().substring(prediction.gauge().lastIndexOf(' ') + 1);
        List<double[]> kept = live.scalars().getOrDefault(name, List.of());
        long last = kept.stream()
                .mapToLong(at -> (long) at[0])
                .filter(step -> step <= seen.last())
                .max()
                .orElse(seen.last());
        long first = kept.isEmpty() ? seen.first() : last;
        String gauge = kept.isEmpty() ? prediction.gauge() : name;
        return Reading.of(gauge, shown, first, last);
    }

    private Shown published(Path folder, String run, Progress progress) {
        Trajectory x = Trajectory.read(folder.resolve(run + ".npz"));
        String key = "gauges-" + run;
        try (PublishingClient client =
                PublishingClient.open(target, Replay.start(x, key, "gauges", ""), System.currentTimeMillis())) {
            Replay.publish(x, client, Double.POSITIVE_INFINITY);
            if (!client.finish(LIMIT)) {
                throw new BadInput(target + ": expected it to take " + key + ", got "
                        + client.failure().orElse("no acknowledgement"));
            }
            progress.at("published " + run, x.rows(), x.rows());
            return shown(key, x.step(x.rows() - 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInput("--target: expected answers, got interrupted", e);
        } catch (IOException e) {
            throw new BadInput("--http: expected answers from " + address + ", got " + e.getMessage(), e);
        }
    }

    private Shown shown(String run, long last) throws IOException, InterruptedException {
        String path = "/api/v1/runs/" + run;
        long end = System.nanoTime() + LIMIT.toNanos();
        while (trees.readTree(get(path)).path("last_step").asLong(-1) < last) {
            if (System.nanoTime() > end) {
                throw new IOException("step " + last + " of " + run + " not within " + LIMIT.toSeconds() + " s");
            }
            Thread.sleep(PAUSE);
        }
        List<WindowSpectrum> windows = settled(path + "/spectra?limit=50000");
        List<ChangeEvent> events = List.of(Json.read(get(path + "/events"), ChangeEvent[].class));
        Map<String, List<double[]>> scalars = new LinkedHashMap<>();
        JsonNode columns =
                trees.readTree(get(path + "/series?fields=scalars&points=5000")).path("columns");
        columns.properties()
                .forEach(column ->
                        scalars.put(column.getKey().substring("scalar.".length()), points(column.getValue())));
        return Shown.of(windows, scalars, events);
    }

    /** The windows, once no more have come for a while. */
    private List<WindowSpectrum> settled(String path) throws IOException, InterruptedException {
        List<WindowSpectrum> before = List.of();
        for (int quiet = 0; quiet < 10; ) {
            List<WindowSpectrum> now = List.of(Json.read(get(path), WindowSpectrum[].class));
            quiet = now.size() == before.size() ? quiet + 1 : 0;
            before = now;
            Thread.sleep(PAUSE);
        }
        return before;
    }

    private static List<double[]> points(JsonNode column) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < column.path("steps").size(); i++) {
            points.add(new double[] {
                column.path("steps").get(i).asDouble(),
                column.path("values").get(i).asDouble(Double.NaN)
            });
        }
        return points;
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(ANSWER)
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == OK) {
            return answer.body();
        }
        if (answer.statusCode() == 404) {
            return "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        throw new IOException("GET " + path + ": expected 200, got " + answer.statusCode());
    }
}
