/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.agent.readmodel.OwnRuns;
import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Record;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a person says, an announced change or the answer to an alert, to the snapshots topic. */
public final class MarksEndpoint {
    private static final Logger logger = LoggerFactory.getLogger(MarksEndpoint.class);

    private final RunView model;
    private final MarkSink sink;
    private final SameOrigin origin;
    private final RecordValidator validator = new RecordValidator(start -> Optional.empty());
    private final Counter accepted;
    private final Counter refused;
    private final Counter failed;

    /** @param page where people find the page, when that is not an address of this process */
    public MarksEndpoint(RunView model, MarkSink sink, Optional<URI> page, MeterRegistry registry) {
        this.model = model;
        this.sink = sink;
        this.origin = new SameOrigin(page);
        this.accepted = counter(registry, "accepted");
        this.refused = counter(registry, "refused");
        this.failed = counter(registry, "failed");
    }

    /** A mark of a run. */
    Answer ofRun(Ask ask) {
        return taken(ask, () -> {
            RunState run = known(view(ask.caller()), ask.part("run"));
            mayPublish(ask.caller());
            Mark mark = read(ask, run);
            if (!mark.getAlertId().isEmpty()) {
                List<ChangeEvent> alerts = view(ask.caller()).events(run.run());
                current(run, alert(alerts, mark.getAlertId(), "alert of run " + run.run()));
            }
            return write(run, mark);
        });
    }

    /** The answer to an alert of a group or of its runs; one between runs goes through the log of one of them. */
    Answer ofGroup(Ask ask) {
        return taken(ask, () -> {
            RunView view = view(ask.caller());
            String group = ask.part("group");
            List<ChangeEvent> alerts =
                    view.groupEvents(group).orElseThrow(() -> Problem.notFound("group", RunKey.shown(group)));
            mayPublish(ask.caller());
            String id = MarkRequest.read(ask.body(), 0).getAlertId();
            if (id.isEmpty()) {
                throw new Problem(
                        400, "alert_id: expected one of group " + group + ", got none; a change is announced of a run");
            }
            ChangeEvent alert = alert(alerts, id, "alert of group " + group);
            RunState run = carrier(view, alert);
            current(run, alert);
            return write(run, read(ask, run));
        });
    }

    private Answer taken(Ask ask, Supplier<Answer> action) {
        try {
            ask.allowsOnly();
            origin.require(ask);
            return action.get();
        } catch (Problem problem) {
            (problem.status() < 500 ? refused : failed).increment();
            throw problem;
        }
    }

    private static void mayPublish(Caller caller) {
        if (!caller.publishes()) {
            throw new Problem(403, "expected a token that may publish, got one that may read");
        }
    }

    private Mark read(Ask ask, RunState run) {
        Mark mark = MarkRequest.read(ask.body(), run.lastStep() == null ? 0 : run.lastStep());
        validator.mark(mark).ifPresent(refusal -> {
            throw new Problem(400, refusal.text());
        });
        return mark;
    }

    /** The topology keeps what it said of a run's present incarnation; what is between runs is of none. */
    private static void current(RunState run, ChangeEvent alert) {
        boolean own = alert.id().startsWith(run.run() + "/");
        if (own && alert.incarnation() != run.incarnation()) {
            throw new Problem(
                    409,
                    "alert_id: expected one of incarnation " + run.incarnation() + ", got one of "
                            + alert.incarnation());
        }
    }

    /** The run in whose log the answer is written. */
    private static RunState carrier(RunView view, ChangeEvent alert) {
        return alert.run() != null
                ? known(view, alert.run())
                : view.runs().stream()
                        .filter(run -> run.group().equals(alert.group()))
                        .findFirst()
                        .orElseThrow(() -> Problem.notFound("group", alert.group()));
    }

    private static ChangeEvent alert(List<ChangeEvent> alerts, String id, String what) {
        return alerts.stream()
                .filter(e -> e.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound(what, RunKey.shown(id)));
    }

    private Answer write(RunState run, Mark mark) {
        try {
            sink.write(
                    run.run(),
                    Record.newBuilder()
                            .setIncarnation(run.incarnation())
                            .setMark(mark)
                            .build());
        } catch (IOException e) {
            logger.warn("run {}: mark not written", run.run(), e);
            throw new Problem(503, "the mark could not be written; try again");
        }
        accepted.increment();
        logger.info("run {}: mark at step {}: {}", run.run(), mark.getStep(), RunKey.shown(mark.getText()));
        return Answer.json(document(run, mark)).as(202);
    }

    private static Map<String, Object> document(RunState run, Mark mark) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("run", run.run());
        document.put("incarnation", run.incarnation());
        document.put("step", mark.getStep());
        document.put("text", mark.getText());
        document.put("alert_id", mark.getAlertId());
        return document;
    }

    private RunView view(Caller caller) {
        return caller.seesAll() ? model : new OwnRuns(model, caller::sees);
    }

    private static RunState known(RunView view, String name) {
        return view.run(name).orElseThrow(() -> Problem.notFound("run", RunKey.shown(name)));
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("koopwatch.marks")
                .description("Marks that people set through HTTP")
                .tag("outcome", outcome)
                .register(registry);
    }
}
