/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Stored eigenvalue sets: [k], or [replica, k], complex or real. */
public final class SpectrumSet {
    private SpectrumSet() {}

    /** A spectrum per replica. Throws BadInput. */
    public static List<Eigenvalues> read(Path path) {
        return points(path).stream().map(Eigenvalues::of).toList();
    }

    /** [k][re, im] of each replica, in the file's order. Throws BadInput. */
    static List<double[][]> points(Path path) {
        NpyArray array = ArrayFile.read(path).array("x");
        int[] shape = array.shape();
        boolean shaped = shape.length == 1 || shape.length == 2;
        if (!shaped || IntStream.of(shape).anyMatch(length -> length < 1) || array.isInteger()) {
            throw new BadInput(array.name() + ": expected complex or real numbers of shape [k] or [replica, k], got "
                    + array.type() + " of shape " + array.shapeText());
        }
        NpyElements elements = array.load();
        return shape.length == 1
                ? List.<double[][]>of(points(array.name(), elements))
                : IntStream.range(0, shape[0])
                        .mapToObj(replica -> points(array.name(), elements, replica))
                        .toList();
    }

    private static double[][] points(String name, NpyElements array, int... replica) {
        int[] shape = array.header().shape();
        double[][] pairs = new double[shape[shape.length - 1]][];
        for (int j = 0; j < pairs.length; j++) {
            pairs[j] = new double[] {array.at(j, replica), array.imaginaryAt(j, replica)};
            if (!Double.isFinite(pairs[j][0]) || !Double.isFinite(pairs[j][1])) {
                throw new BadInput(name + ": expected finite eigenvalues, got " + pairs[j][0] + " + " + pairs[j][1]
                        + "i at " + (replica.length == 0 ? "" : replica[0] + ", ") + j);
            }
        }
        return pairs;
    }
}
