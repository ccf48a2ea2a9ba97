/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts events by kind. A kind that is not known is not counted, so that the number of series stays bounded. */
final class EventCounts {
    /** Every kind of event there is. */
    static final List<String> KINDS = List.of(
            "RegimeShift",
            "Instability",
            "Oscillation",
            "Stall",
            "Converged",
            "NonFinite",
            "PartialFreeze",
            "EarlyPhase",
            "RunsDiverged",
            "GrokkingDivergence",
            "RunStale");

    private final Map<String, Long> counts = new LinkedHashMap<>();

    EventCounts() {
        KINDS.forEach(kind -> counts.put(kind, 0L));
    }

    void count(ChangeEvent event) {
        counts.computeIfPresent(event.kind(), (kind, n) -> n + 1);
    }

    Map<String, Long> copy() {
        return new LinkedHashMap<>(counts);
    }
}
