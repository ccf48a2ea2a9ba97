/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.streams.AnalysisRequests;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes as a record of the topic, as a request of the gRPC door, and as a key: taken, or refused with a reason. */
public final class RecordFuzz {
    private static final RecordValidator VALIDATOR = new RecordValidator(AnalysisRequests::objection);
    private static final RunStart KNOWN = Scene.run(2).setShards(2).build();

    private RecordFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        key(new String(input, StandardCharsets.UTF_8));
        record(input);
        request(input);
    }

    private static void key(String key) {
        if (RunKey.isValid(key) != key.matches(RunKey.RULE)
                || !RunKey.shown(key).matches("[ -~]{0,83}")) {
            throw new AssertionError("key " + RunKey.shown(key));
        }
    }

    private static void record(byte[] input) {
        try {
            Record record = Record.parseFrom(input);
            if (!Record.parseFrom(record.toByteArray()).equals(record)) {
                throw new AssertionError("expected a record that survives writing");
            }
            said(VALIDATOR.record(Scene.RUN, record, null));
            said(VALIDATOR.record(Scene.RUN, record, KNOWN));
            if (record.hasStart() && VALIDATOR.record(Scene.RUN, record, null).isEmpty()) {
                record.getStart().getObservablesList().forEach(o -> AnalysisRequests.observable(record.getStart(), o));
            }
        } catch (InvalidProtocolBufferException e) {
            // not a record: the door says so
        }
    }

    private static void request(byte[] input) {
        try {
            PublishRequest request = PublishRequest.parseFrom(input);
            RunJudge judge = new RunJudge(VALIDATOR);
            judge.judge(PublishRequest.newBuilder()
                    .setIncarnation(1)
                    .setStart(KNOWN)
                    .build());
            Optional<Refusal> refusal = judge.judge(request);
            said(refusal);
            if (refusal.isEmpty()) {
                RunJudge.taken(request);
            } else if (request.hasSnapshot()) {
                RunJudge.refused(request, refusal.get().reason());
            }
        } catch (InvalidProtocolBufferException e) {
            // not a request: the door says so
        }
    }

    /** A refusal is one short line of printable text. */
    private static void said(Optional<Refusal> refusal) {
        refusal.filter(r -> !r.text().matches("[ -~]{1,1200}")).ifPresent(r -> {
            throw new AssertionError("expected one printable line, got " + r.text());
        });
    }
}
