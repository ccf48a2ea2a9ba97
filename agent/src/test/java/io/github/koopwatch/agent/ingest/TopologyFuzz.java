/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.v1.Record;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Bytes as two records of one run through the whole topology: each is taken or becomes a dead letter that says why. */
public final class TopologyFuzz {
    private static final int RECORDS_OF_A_STORE = 5_000;
    private static KafkaDoor door = new KafkaDoor();
    private static int records;

    private TopologyFuzz() {}

    /** The first two bytes say where the first record ends. */
    public static synchronized void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        if (++records % RECORDS_OF_A_STORE == 0) {
            door.close();
            door = new KafkaDoor();
        }
        int cut = Math.min(input.length, 2 + ((input[0] & 0xff) << 8 | input[1] & 0xff));
        byte[] start = Record.newBuilder()
                .setIncarnation(Scene.BORN + records)
                .setStart(Scene.run(2))
                .build()
                .toByteArray();
        send(start);
        send(Arrays.copyOfRange(input, 2, cut));
        send(Arrays.copyOfRange(input, cut, input.length));
    }

    private static void send(byte[] record) {
        String verdict = door.send(Scene.RUN.getBytes(StandardCharsets.US_ASCII), record, Instant.EPOCH);
        if (verdict.equals("unspecified")) {
            throw new AssertionError("expected a verdict with a reason, got an internal error");
        }
    }
}
