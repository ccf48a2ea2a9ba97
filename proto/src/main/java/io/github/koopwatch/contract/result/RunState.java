/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run, small enough to be written after every record.
 *
 * @param state {@code live} or {@code ended}; {@code stale} is the read model's to say
 * @param lastStep largest step of any observable; null before the first snapshot
 * @param lastSnapshot milliseconds since the epoch of the last accepted snapshot's record; null before the first
 * @param presets names of the run's analyses in the order of its RunStart; empty where it is not known
 * @param scalars newest value of each logged name
 * @param rejected snapshots of this run that were refused
 */
public record RunState(
        String run,
        String group,
        String arm,
        @Nullable String displayName,
        Map<String, String> labels,
        boolean baseline,
        long incarnation,
        String state,
        @Nullable Long lastStep,
        @Nullable Long lastSnapshot,
        List<ObservableState> observables,
        List<String> presets,
        Map<String, Double> scalars,
        long rejected) {
    public RunState {
        presets = presets == null ? List.of() : presets; // a record of before they were written
    }

    /**
     * @param rows rows accepted in this incarnation
     * @param window rows that the first analysis needs for a full window
     */
    public record ObservableState(
            String name,
            int dimension,
            long rows,
            int window,
            @Nullable Long lastStep) {}
}
