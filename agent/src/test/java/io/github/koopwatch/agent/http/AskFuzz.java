/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.contract.RecordValidator;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Bytes as the body of a mark, as a query's value and as a stream's filter: taken, or a problem of the caller's making. */
public final class AskFuzz {
    private static final RecordValidator VALIDATOR = new RecordValidator(start -> Optional.empty());

    private static final From HERE = new From(InetAddress.getLoopbackAddress(), false);

    private AskFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        allowed(() -> VALIDATOR.mark(MarkRequest.read(input, 7)));
        for (String name : new String[] {"from", "run", text}) {
            Ask ask = new Ask("/", Map.of(), Map.of(name, text), Map.of(), input, Caller.ANYBODY, () -> true, HERE);
            allowed(() -> ask.allowsOnly("from", "run"));
            allowed(() -> ask.key(name));
            allowed(() -> ask.number(name, Long.MIN_VALUE, Long.MAX_VALUE));
            allowed(() -> ask.number(name, 0, 5));
        }
    }

    private static void allowed(Runnable question) {
        try {
            question.run();
        } catch (Problem problem) {
            int status = ((Answer.Document) problem.answer()).status();
            if (status < 400 || status > 499) {
                throw new AssertionError("expected a problem of the caller's making, got " + status, problem);
            }
        }
    }
}
