/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.ingest.DoorMetrics;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.streams.Drop;
import io.github.koopwatch.streams.PipelineCounters;
import io.github.koopwatch.v1.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the topology counts, as metrics; every reason is there from the start, at 0. */
final class WorkerMetrics implements PipelineCounters {
    private final DoorMetrics door;
    private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);
    private final Map<Reason, Counter> deadLetters = new EnumMap<>(Reason.class);

    private final Counter groupFull;

    WorkerMetrics(MeterRegistry registry) {
        groupFull = Counter.builder("koopwatch.group.records.refused")
                .description("What runs told a group that already had as many runs as it takes; they are not compared")
                .register(registry);
        door = new DoorMetrics(registry, "kafka");
        for (Drop why : Drop.values()) {
            dropped.put(
                    why,
                    Counter.builder("koopwatch.snapshots.dropped")
                            .description("Snapshots that a door took and that the topology dropped later")
                            .tag("reason", why.label())
                            .register(registry));
        }
        for (Reason reason : Reason.values()) {
            if (reason != Reason.UNRECOGNIZED) {
                deadLetters.put(
                        reason,
                        Counter.builder("koopwatch.dead.letters")
                                .description("Records of any kind that the topology could not take")
                                .tag("reason", Refusal.label(reason))
                                .register(registry));
            }
        }
    }

    @Override
    public void accepted() {
        door.accepted();
    }

    @Override
    public void rejected(Reason reason) {
        door.rejected(reason);
    }

    @Override
    public void dropped(Drop why) {
        increment(dropped.get(why));
    }

    @Override
    public void deadLetter(Reason reason) {
        increment(deadLetters.get(reason));
    }

    @Override
    public void groupFull() {
        groupFull.increment();
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
