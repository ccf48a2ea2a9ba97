/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.agent.readmodel.ReadModel;
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
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a person says of a run, an announced change or the answer to an alert, to the snapshots topic. */
public final class MarksEndpoint {
    private static final Logger logger = LoggerFactory.getLogger(MarksEndpoint.class);

    private final ReadModel model;
    private final MarkSink sink;
    private final SameOrigin origin;
    private final RecordValidator validator = new RecordValidator(start -> Optional.empty());
    private final Counter accepted;
    private final Counter refused;
    private final Counter failed;

    /** @param page where people find the page, when that is not an address of this process */
    public MarksEndpoint(ReadModel model, MarkSink sink, Optional<URI> page, MeterRegistry registry) {
        this.model = model;
        this.sink = sink;
        this.origin = new SameOrigin(page);
        this.accepted = counter(registry, "accepted");
        this.refused = counter(registry, "refused");
        this.failed = counter(registry, "failed");
    }

    Answer answer(Ask ask) {
        try {
            ask.allowsOnly();
            origin.require(ask);
            RunState run = known(ask.caller(), ask.part("run"));
            if (!ask.caller().publishes()) {
                throw new Problem(403, "expected a token that may publish, got one that may read");
            }
            Mark mark = MarkRequest.read(ask.body(), run.lastStep() == null ? 0 : run.lastStep());
            check(run, mark);
            return write(run, mark);
        } catch (Problem problem) {
            (problem.status() < 500 ? refused : failed).increment();
            throw problem;
        }
    }

    private void check(RunState run, Mark mark) {
        validator.mark(mark).ifPresent(refusal -> {
            throw new Problem(400, refusal.text());
        });
        if (!mark.getAlertId().isEmpty()) {
            ChangeEvent alert = alert(run.run(), mark.getAlertId());
            if (!alert.id().startsWith(run.run() + "/")) {
                throw new Problem(
                        409,
                        "alert_id: expected an alert of the run itself, got one between runs of group " + alert.group()
                                + ", which cannot be answered");
            }
            long of = alert.incarnation();
            if (of != run.incarnation()) {
                throw new Problem(
                        409, "alert_id: expected one of incarnation " + run.incarnation() + ", got one of " + of);
            }
        }
    }

    private ChangeEvent alert(String run, String id) {
        return model.events(run).stream()
                .filter(e -> e.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("alert of run " + run, RunKey.shown(id)));
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

    private RunState known(Caller caller, String name) {
        return model.run(name)
                .filter(run -> caller.sees(run.run()))
                .orElseThrow(() -> Problem.notFound("run", RunKey.shown(name)));
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("koopwatch.marks")
                .description("Marks that people set through HTTP")
                .tag("outcome", outcome)
                .register(registry);
    }
}
