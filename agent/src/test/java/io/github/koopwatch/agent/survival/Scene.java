/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.agent.survival.Installation.Shape;
import java.util.Arrays;
import java.util.List;

/** What is done to the processes, in which shape of installation, how often beside the others, and how many are killed. */
enum Scene {
    KILL_SERVICE(Shape.ONE, 8, 1),
    /** A second time while it starts. */
    KILL_SERVICE_TWICE(Shape.ONE, 3, 2),
    /** Indices, producer snapshots, checkpoints, state and notes of the data directory garbled or gone while it is down. */
    KILL_SERVICE_AND_DAMAGE(Shape.ONE, 3, 1),
    FREEZE_SERVICE(Shape.ONE, 1, 0),
    KILL_WORKER(Shape.MANY, 6, 1),
    KILL_DOOR(Shape.MANY, 4, 1),
    KILL_BROKER(Shape.MANY, 5, 1),
    KILL_BROKER_AND_DAMAGE(Shape.MANY, 2, 1),
    KILL_PAGE(Shape.MANY, 1, 1),
    /** A power cut of the processes: all within a moment. */
    KILL_ALL(Shape.MANY, 2, 1),
    /** Frozen beyond session and transaction timeouts, then let go: what it still does must be fenced. */
    FREEZE_WORKER(Shape.MANY, 1, 0),
    ROLL_WORKERS(Shape.MANY, 1, 0),
    /** One more joins, and leaves by a kill, without ever coming back. */
    COME_AND_GO(Shape.MANY, 1, 1),
    /** Not a byte left for the log; the start after it fails too, until there is room. On demand only: needs root. */
    DISK_FULL(Shape.ONE, 0, 0),
    /** A worker that neither hears the others nor is heard, beyond all timeouts. On demand only: needs root. */
    CUT_OFF_WORKER(Shape.MANY, 0, 0);

    private final Shape shape;
    private final int weight;
    private final int kills;

    Scene(Shape shape, int weight, int kills) {
        this.shape = shape;
        this.weight = weight;
        this.kills = kills;
    }

    Shape shape() {
        return shape;
    }

    int weight() {
        return weight;
    }

    int kills() {
        return kills;
    }

    /** Which installation it is done to: scenes of one shape share theirs, those on demand have one of their own. */
    String place() {
        return weight == 0 ? name() : shape.name();
    }

    static List<Scene> of(Shape shape) {
        return Arrays.stream(values()).filter(s -> s.shape == shape).toList();
    }
}
