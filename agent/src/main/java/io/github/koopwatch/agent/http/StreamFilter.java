/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.agent.readmodel.Update;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Which updates a client of the stream wants and may see: those of a run, of a group, or all. News of a group as a whole are
 * for those who see all runs.
 */
record StreamFilter(Optional<String> run, Optional<String> group, Caller caller, BooleanSupplier stillIn) {
    static final StreamFilter ALL = new StreamFilter(Optional.empty(), Optional.empty(), Caller.ANYBODY, () -> true);

    boolean wants(Update update) {
        return caller.seesAll(update.runs())
                && run.map(update.runs()::contains).orElse(true)
                && group.map(update.group()::equals).orElse(true);
    }
}
