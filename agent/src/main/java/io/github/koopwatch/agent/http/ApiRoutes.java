/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.groups.Groups;
import io.github.koopwatch.agent.readmodel.History;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.RunState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;

/** The API over the read model, the live stream, and the page. */
public final class ApiRoutes {
    private final ReadModel model;
    private final LiveStream stream;
    private final SpectraEndpoint spectra;
    private final Groups groups;
    private final DistancesEndpoint distances;
    private final MarksEndpoint marks;

    /** Of a process that writes nothing. */
    public ApiRoutes(ReadModel model, History history, LiveStream stream) {
        this(
                model,
                history,
                stream,
                new MarksEndpoint(model, MarkSink.NONE, Optional.empty(), new SimpleMeterRegistry()));
    }

    public ApiRoutes(ReadModel model, History history, LiveStream stream, MarksEndpoint marks) {
        this.model = model;
        this.stream = stream;
        this.spectra = new SpectraEndpoint(model, history);
        this.groups = new Groups(model);
        this.distances = new DistancesEndpoint(model);
        this.marks = marks;
    }

    /** Adds the API and, for every other path, the page's files in {@code folder} of the class path. */
    public void addTo(Routes routes, String folder) {
        StaticFiles files = new StaticFiles(folder);
        routes.add("/", files::answer)
                .add("/openapi.yaml", ask -> OpenApi.document())
                .add("/api/v1/runs", this::runs)
                .add("/api/v1/runs/{run}", this::run)
                .add("/api/v1/runs/{run}/spectra", ask -> spectra.answer(ask, known(ask)))
                .add("/api/v1/runs/{run}/events", this::events)
                .add("/api/v1/groups", this::groups)
                .add("/api/v1/groups/{group}", this::group)
                .post("/api/v1/runs/{run}/marks", marks::answer)
                .add("/api/v1/groups/{group}/distances", this::distances)
                .add("/api/v1/groups/{group}/events", this::groupEvents)
                .add("/api/v1/stream", this::stream)
                .otherwise(files::answer);
    }

    private Answer runs(Ask ask) {
        ask.allowsOnly();
        return Answer.json(model.runs());
    }

    private Answer run(Ask ask) {
        ask.allowsOnly();
        return Answer.json(known(ask));
    }

    private Answer events(Ask ask) {
        ask.allowsOnly();
        return Answer.json(model.events(known(ask).run()));
    }

    private Answer groups(Ask ask) {
        ask.allowsOnly();
        return Answer.json(groups.list());
    }

    private Answer group(Ask ask) {
        ask.allowsOnly("observable", "preset");
        return Answer.json(inGroup(ask, groups.document(ask.part("group"), ask.key("observable"), ask.key("preset"))));
    }

    private Answer distances(Ask ask) {
        return Answer.json(inGroup(ask, distances.find(ask)));
    }

    private Answer groupEvents(Ask ask) {
        ask.allowsOnly();
        return Answer.json(inGroup(ask, model.groupEvents(ask.part("group"))));
    }

    private Answer stream(Ask ask) {
        ask.allowsOnly("run", "group");
        StreamFilter filter = new StreamFilter(ask.key("run"), ask.key("group"));
        stream.checkRoom();
        return new Answer.Live((response, done) -> stream.open(filter, ask.header("last-event-id"), response, done));
    }

    private RunState known(Ask ask) {
        String name = ask.part("run");
        return model.run(name).orElseThrow(() -> Problem.notFound("run", RunKey.shown(name)));
    }

    private static <T> T inGroup(Ask ask, Optional<T> found) {
        return found.orElseThrow(() -> Problem.notFound("group", RunKey.shown(ask.part("group"))));
    }
}
