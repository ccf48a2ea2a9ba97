/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.v1.GroupRange;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Sketch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A recorded run published as if it were training now. */
public final class Replay {
    private static final String OBSERVABLE = "weights";

    private Replay() {}

    /** How the run introduces itself. {@code group} and {@code arm} may be empty: the service's defaults. */
    public static RunStart start(Trajectory x, String run, String group, String arm) {
        Sketch.Builder sketch = Sketch.newBuilder();
        x.sketch()
                .ifPresent(how ->
                        sketch.setAlgorithm(how.algorithm()).setSeed(how.seed()).setSourceSize(how.sourceSize()));
        for (int g = 0; g < x.groups().size(); g++) {
            int[] range = x.groups().get(g);
            sketch.addGroups(GroupRange.newBuilder()
                    .setName("group " + g)
                    .setFrom(range[0])
                    .setTo(range[1]));
        }
        Observable.Builder observable =
                Observable.newBuilder().setName(OBSERVABLE).setDimension(x.dimension());
        if (!x.groups().isEmpty() || x.sketch().isPresent()) {
            observable.setSketch(sketch);
        }
        return RunStart.newBuilder()
                .setRun(run)
                .setGroup(group)
                .setArm(arm)
                .addObservables(observable)
                .build();
    }

    /** Publishes every row and what was logged with it; {@code rate} in rows per second, infinite for as fast as it goes. */
    public static void publish(Trajectory x, PublishingClient client, double rate) throws InterruptedException {
        RowReader rows = x.reader(0);
        long begin = System.nanoTime();
        for (int t = 0; t < x.rows() && client.failure().isEmpty(); t++) {
            long due = begin + (long) (t / rate * TimeUnit.SECONDS.toNanos(1));
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            client.snapshot(OBSERVABLE, x.step(t), rows.row(t));
            if (!x.scalars().isEmpty()) {
                client.scalars(x.step(t), scalars(x, t));
            }
        }
    }

    private static Map<String, Double> scalars(Trajectory x, int t) {
        Map<String, Double> scalars = new LinkedHashMap<>();
        x.scalars().forEach((name, values) -> scalars.put(name, values[t]));
        return scalars;
    }
}
