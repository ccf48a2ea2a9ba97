/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.agent.doors.Doors;
import io.github.koopwatch.agent.http.Answer;
import io.github.koopwatch.agent.http.ApiRoutes;
import io.github.koopwatch.agent.http.Gate;
import io.github.koopwatch.agent.http.HttpServer;
import io.github.koopwatch.agent.http.LiveStream;
import io.github.koopwatch.agent.http.MarksEndpoint;
import io.github.koopwatch.agent.http.Routes;
import io.github.koopwatch.agent.readmodel.Expiry;
import io.github.koopwatch.agent.readmodel.History;
import io.github.koopwatch.agent.readmodel.Limits;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.v1.Mark;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real page, API and live stream over runs that were put into them. */
final class FakeService implements AutoCloseable {
    private static final Duration STALE = Duration.ofDays(10);
    private static final Duration LONG = Duration.ofDays(1000);
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochMilli(FakeRuns.INCARNATION).plus(Duration.ofDays(1)));

    private final ReadModel model =
            new ReadModel(CLOCK, new Expiry(STALE, LONG, LONG, LONG), Limits.standard(), (r, i, s) -> {}, a -> {});
    private final LiveStream stream = new LiveStream(InstantSource.system());
    private final List<Mark> marks = new CopyOnWriteArrayList<>();
    private final Doors doors;
    private final HttpServer server;

    /** Listens on loopback, open to all; port 0 = a free one. */
    FakeService(int port) {
        this(port, DoorSettings.OPEN);
    }

    /** With something at the door. */
    FakeService(int port, DoorSettings settings) {
        doors = Doors.open(settings);
        model.goLive();
        model.listen(stream);
        Routes routes = new Routes();
        routes.add("/metrics", ask -> Answer.json(Map.of()));
        MarksEndpoint written = new MarksEndpoint(
                model, (run, mark) -> marks.add(mark.getMark()), Optional.empty(), new SimpleMeterRegistry());
        new ApiRoutes(model, History.NONE, stream, written, Links.RELATIVE).addTo(routes, "web");
        Gate gate = new Gate(doors.entrance("http", new SimpleMeterRegistry()), CLOCK);
        server = new HttpServer("127.0.0.1", port, routes, doors.tls(), gate);
        server.start();
        stream.start();
    }

    int port() {
        return server.port();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    /** Makes a run known, as the service would after its first record. */
    void put(RunState run) {
        model.run(run.run(), run.state().equals("stale") ? FakeRuns.silent(run, STALE) : run, FakeRuns.INCARNATION);
    }

    /** Adds a window to its run. */
    void put(WindowSpectrum w) {
        model.spectrum(w);
    }

    /** Adds an event, or a new version of one. */
    void put(ChangeEvent e) {
        model.event(e);
    }

    void put(SpectrumDistance d) {
        model.distance(d);
    }

    /** What was said on the page, in order. */
    List<Mark> marks() {
        return List.copyOf(marks);
    }

    /** Lets a run expire. */
    void remove(String run) {
        model.run(run, null, FakeRuns.INCARNATION);
    }

    @Override
    public void close() {
        stream.close();
        server.close();
        doors.close();
    }
}
