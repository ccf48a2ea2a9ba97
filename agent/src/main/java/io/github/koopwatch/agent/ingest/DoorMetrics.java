/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.v1.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts snapshots once, at the door that they came through. At every moment, per door,
 *
 * <pre>koopwatch_snapshots_received_total = koopwatch_snapshots_accepted_total + sum over reason of koopwatch_snapshots_rejected_total</pre>
 *
 * Alert when rejected grows: a client publishes what cannot be analysed. A snapshot that a client sends again, because its
 * stream failed, is received again. Every reason starts at 0, so that a first refusal shows as an increase.
 */
public final class DoorMetrics {
    private final Counter received;
    private final Counter accepted;
    private final Map<Reason, Counter> rejected = new EnumMap<>(Reason.class);

    /** @param door {@code grpc} or {@code kafka} */
    public DoorMetrics(MeterRegistry registry, String door) {
        received = counter("received", "Snapshots that came to a door")
                .tag("door", door)
                .register(registry);
        accepted = counter("accepted", "Snapshots that a door took")
                .tag("door", door)
                .register(registry);
        Arrays.stream(Reason.values())
                .filter(reason -> reason != Reason.UNRECOGNIZED && reason != Reason.REASON_UNSPECIFIED)
                .forEach(reason -> rejected.put(reason, rejected(registry, door, reason)));
    }

    public void accepted() {
        received.increment();
        accepted.increment();
    }

    public void rejected(Reason reason) {
        Counter counter = rejected.get(reason);
        if (counter == null) {
            throw new IllegalArgumentException("reason: expected one of " + rejected.keySet() + ", got " + reason);
        }
        received.increment();
        counter.increment();
    }

    private static Counter rejected(MeterRegistry registry, String door, Reason reason) {
        return counter("rejected", "Snapshots that a door refused, by reason")
                .tag("door", door)
                .tag("reason", Refusal.label(reason))
                .register(registry);
    }

    private static Counter.Builder counter(String what, String help) {
        return Counter.builder("koopwatch.snapshots." + what).description(help);
    }
}
