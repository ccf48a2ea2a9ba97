/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.agent.readmodel.History;
import io.github.koopwatch.agent.readmodel.OwnRuns;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The API over the read model, the live stream, and the page. Each caller has an API over the runs that they may see. */
public final class ApiRoutes {
    private static final int MOST_PREFIXES = 64;

    private final ReadModel model;
    private final History history;
    private final LiveStream stream;
    private final MarksEndpoint marks;
    private final Links links;
    private final RunApi ofAll;
    /** One for each prefix: what its groups have computed is kept. */
    private final Map<String, RunApi> ofPrefixes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RunApi> eldest) {
            return size() > MOST_PREFIXES;
        }
    };

    /** Of a process that writes nothing. */
    public ApiRoutes(ReadModel model, History history, LiveStream stream) {
        this(
                model,
                history,
                stream,
                new MarksEndpoint(model, MarkSink.NONE, Optional.empty(), new SimpleMeterRegistry()),
                Links.RELATIVE);
    }

    /** @param links where people find what an alert is about */
    public ApiRoutes(ReadModel model, History history, LiveStream stream, MarksEndpoint marks, Links links) {
        this.model = model;
        this.history = history;
        this.stream = stream;
        this.marks = marks;
        this.links = links;
        this.ofAll = new RunApi(model, history, links);
    }

    /** Adds the API and, for every other path, the page's files in {@code folder} of the class path. */
    public void addTo(Routes routes, String folder) {
        StaticFiles files = new StaticFiles(folder);
        routes.add("/", files::answer)
                .add("/openapi.yaml", ask -> OpenApi.document())
                .add("/api/v1/runs", own(RunApi::runs))
                .add("/api/v1/runs/{run}", own(RunApi::run))
                .add("/api/v1/runs/{run}/spectra", own(RunApi::spectra))
                .add("/api/v1/runs/{run}/series", own(RunApi::series))
                .add("/api/v1/runs/{run}/distances", own(RunApi::runDistances))
                .add("/api/v1/runs/{run}/events", own(RunApi::events))
                .add("/api/v1/groups", own(RunApi::groups))
                .add("/api/v1/groups/{group}", own(RunApi::group))
                .post("/api/v1/runs/{run}/marks", marks::ofRun)
                .post("/api/v1/groups/{group}/marks", marks::ofGroup)
                .add("/api/v1/groups/{group}/distances", own(RunApi::distances))
                .add("/api/v1/groups/{group}/events", own(RunApi::groupEvents))
                .add("/api/v1/events/evidence", own(RunApi::evidence))
                .add("/runbooks/{kind}", Runbooks::answer)
                .add("/api/v1/stream", this::stream)
                .otherwise(files::answer);
    }

    private Endpoint own(BiFunction<RunApi, Ask, Answer> of) {
        return ask -> of.apply(of(ask.caller()), ask);
    }

    private RunApi of(Caller caller) {
        if (caller.seesAll()) {
            return ofAll;
        }
        synchronized (ofPrefixes) {
            return ofPrefixes.computeIfAbsent(
                    caller.prefix(), prefix -> new RunApi(new OwnRuns(model, caller::sees), history, links));
        }
    }

    private Answer stream(Ask ask) {
        ask.allowsOnly("run", "group");
        StreamFilter filter = new StreamFilter(ask.key("run"), ask.key("group"), ask.caller(), ask.stillIn());
        stream.checkRoom();
        return new Answer.Live((response, done) -> stream.open(filter, ask.header("last-event-id"), response, done));
    }
}
