/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.sketch.Sketch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A recorded trajectory: one run [T, d], or replicas of one configuration [replica, T, d] at the same steps.
 *
 * <p>A .npy file holds the values; an .npz holds them as {@code x}, and may hold {@code steps} [T], {@code groups} [G, 2]
 * and scalars: any further float array [T]. Rows are read when they are asked for: the file may be larger than memory.
 */
public final class Trajectory {
    private static final long LARGEST_ROW = Integer.MAX_VALUE - 8L;

    private final String run;
    private final NpyArray x;
    private final SideArrays side;
    private final @Nullable RowSketch sketch;

    private Trajectory(String run, NpyArray x, SideArrays side, @Nullable RowSketch sketch) {
        this.run = run;
        this.x = x;
        this.side = side;
        this.sketch = sketch;
    }

    /** Throws BadInput for what is no trajectory; values may still be NaN or infinite. */
    public static Trajectory read(Path path) {
        ArrayFile file = ArrayFile.read(path);
        NpyArray x = file.array("x");
        if (!x.isFloating()) {
            String real = x.type().startsWith("complex") ? ": save its parts as coordinates, x.view(float)" : "";
            throw new BadInput(x.name() + ": expected float32 or float64 elements, got " + x.type() + real);
        }
        int axes = x.shape().length;
        if (axes < 2 || axes > 3 || Arrays.stream(x.shape()).anyMatch(length -> length < 1)) {
            throw new BadInput(x.name() + ": expected shape [T, d] or [replica, T, d], got " + x.shapeText());
        }
        if ((long) x.shape()[axes - 1] * x.header().bytes() > LARGEST_ROW) {
            throw new BadInput(x.name() + ": expected rows of less than 2 GiB, got shape " + x.shapeText());
        }
        return new Trajectory(
                RunName.of(path), x, SideArrays.read(file, x.shape()[axes - 2], x.shape()[axes - 1]), null);
    }

    /** The trajectory itself when it is one run. Throws BadInput for replicas. */
    public Trajectory single(String otherwise) {
        if (isReplicated()) {
            throw new BadInput(x.name() + ": expected shape [T, d], got " + x.shapeText() + otherwise);
        }
        return this;
    }

    /** The trajectory itself when it has an axis of replicas. Throws BadInput for one run. */
    public Trajectory replicated() {
        if (!isReplicated()) {
            throw new BadInput(x.name() + ": expected shape [replica, T, d], got " + x.shapeText());
        }
        return this;
    }

    /** The trajectory with rows longer than 1,024 sketched to as many; itself when they are no longer. */
    public Trajectory sketched() {
        return dimension() <= Sketch.WIDTH
                ? this
                : new Trajectory(run, x, side, new RowSketch(dimension(), side.groups()));
    }

    /** The same with its groups or without, and with those of its scalars alone that are named. */
    public Trajectory shown(boolean groups, Set<String> scalars) {
        return new Trajectory(run, x, side.shown(groups, scalars), sketch);
    }

    /** How the rows were sketched; empty when they are as stored. */
    Optional<RowSketch> sketch() {
        return Optional.ofNullable(sketch);
    }

    /**
     * The trajectory itself when every value is finite as float32, which a pass over the file tells. Throws BadInput that
     * names the first other one.
     */
    public Trajectory finite(Progress progress) {
        long all = (long) replicas() * rows();
        for (int replica = 0; replica < replicas(); replica++) {
            RowReader reader = new RowReader(x, replica, null); // a sketch would hide where it is
            for (int t = 0; t < rows(); t++) {
                requireFinite(reader, replica, t);
                progress.at("checking", (long) replica * rows() + t + 1, all);
            }
        }
        return this;
    }

    private void requireFinite(RowReader reader, int replica, int t) {
        float[] values = reader.row(t);
        for (int j = 0; j < values.length; j++) {
            if (!Float.isFinite(values[j])) {
                String index = (isReplicated() ? replica + ", " : "") + t + ", " + j;
                throw new BadInput(x.name() + ": expected finite float32 values, got " + reader.exact(t)[j] + " at ["
                        + index + "] (" + (isReplicated() ? "replica, " : "") + "row, column)");
            }
        }
    }

    private boolean isReplicated() {
        return x.shape().length == 3;
    }

    /** The file's stem as a run's key. */
    public String run() {
        return run;
    }

    /** The file as messages name it. */
    public String name() {
        return x.name();
    }

    /** float32 or float64. */
    public String type() {
        return x.type();
    }

    /** 1 for one run. */
    public int replicas() {
        return isReplicated() ? x.shape()[0] : 1;
    }

    /** T. */
    public int rows() {
        return x.shape()[x.shape().length - 2];
    }

    /** d. */
    public int dimension() {
        return sketch == null ? x.shape()[x.shape().length - 1] : Sketch.WIDTH;
    }

    /** The rows of a replica, for one thread. */
    public RowReader reader(int replica) {
        return new RowReader(x, replica, sketch);
    }

    /** One row as it would be published; many are read by a reader. */
    public float[] row(int replica, int t) {
        return reader(replica).row(t);
    }

    /** The publisher's step of row t: of {@code steps}, else t. */
    public long step(int t) {
        return side.steps().applyAsLong(t);
    }

    /** Coordinate ranges [from, to) of the parameter groups; none when the file names none. */
    public List<int[]> groups() {
        return sketch == null ? side.groups() : sketch.groups();
    }

    /** [T] values of each scalar, by name. */
    public Map<String, double[]> scalars() {
        return side.scalars();
    }
}
