/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one record of a group brought about. */
public final class GroupOutcome {
    private final List<SpectrumDistance> distances = new ArrayList<>();
    private final List<ChangeEvent> events = new ArrayList<>();
    private boolean full;
    private @Nullable Refusal refusal;

    public List<SpectrumDistance> distances() {
        return distances;
    }

    public List<ChangeEvent> events() {
        return events;
    }

    /** True when the record is of a run that the group had no room for. */
    public boolean full() {
        return full;
    }

    void noRoom() {
        full = true;
    }

    /** Why the record was not taken, or null when it was. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    void refuse(Refusal why) {
        refusal = why;
    }
}
