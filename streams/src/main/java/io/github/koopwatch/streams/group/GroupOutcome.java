/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.ArrayList;
import java.util.List;

/** What one record of a group brought about. */
public final class GroupOutcome {
    private final List<SpectrumDistance> distances = new ArrayList<>();
    private final List<ChangeEvent> events = new ArrayList<>();
    private boolean refused;

    public List<SpectrumDistance> distances() {
        return distances;
    }

    public List<ChangeEvent> events() {
        return events;
    }

    /** True when the record is of a run that the group had no room for. */
    public boolean refused() {
        return refused;
    }

    void refuse() {
        refused = true;
    }
}
