/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.v1.Record;
import java.io.IOException;

/** Takes the marks that people set, for the topology to obey. */
@FunctionalInterface
public interface MarkSink {
    /** Of a process that writes none. */
    MarkSink NONE = (run, mark) -> {
        throw new IOException("this process writes no marks");
    };

    /** Returns once the record is durable; throws when that is not known. */
    void write(String run, Record mark) throws IOException;
}
