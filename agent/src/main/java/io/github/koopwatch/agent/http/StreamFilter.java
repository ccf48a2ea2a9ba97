/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.readmodel.Update;
import java.util.Optional;

/** Which updates a client of the stream wants: those of a run, of a group, or all. */
record StreamFilter(Optional<String> run, Optional<String> group) {
    static final StreamFilter ALL = new StreamFilter(Optional.empty(), Optional.empty());

    boolean wants(Update update) {
        return run.map(update.runs()::contains).orElse(true)
                && group.map(update.group()::equals).orElse(true);
    }
}
