/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group as a whole: which of its runs do the same thing.
 *
 * @param observable the one compared; empty while no run has one
 * @param preset the analysis compared; empty while none is known
 * @param observables all that could be asked for
 * @param presets all that could be asked for
 * @param matrix distances between runs; null while no two have a window at equal steps
 * @param leftOut runs without a place in the matrix
 * @param meaning what equal spectra prove and what they do not
 */
public record GroupDocument(
        String group,
        String observable,
        String preset,
        List<String> observables,
        List<String> presets,
        List<Member> runs,
        List<Arm> arms,
        @Nullable Matrix matrix,
        List<LeftOut> leftOut,
        List<ArmPair> armPairs,
        String meaning) {
    /**
     * @param order place in the matrix; null without one
     * @param equivalenceClass number of its class, from 0 in the order of the matrix; null without one
     */
    public record Member(
            String run,
            String arm,
            @Nullable String displayName,
            String state,
            boolean baseline,
            long incarnation,
            @Nullable Long lastStep,
            @Nullable Integer order,
            @Nullable Integer equivalenceClass) {}

    /** Runs of one configuration. */
    public record Arm(String arm, List<String> runs) {}

    /** Why a run has no place in the matrix. */
    public record LeftOut(String run, String reason) {}

    /**
     * @param runs in the order of the tree's leaves, so that like stands beside like
     * @param w1 [run][run] mean W1 over the windows, in that order, zero diagonal
     * @param windows windows without common rows that the mean is over
     * @param nullW1Mean mean W1 where there is no difference; NaN where it is not known
     * @param nullSource {@code replicas} or {@code sampling}; null without one
     * @param cut runs whose clusters merge at most so far apart are one class; NaN without a null
     * @param classes class of each run, in the order of the runs
     * @param merges the tree, from the bottom
     * @param rule how the classes were cut, in plain words
     */
    public record Matrix(
            List<String> runs,
            double[][] w1,
            long firstStep,
            long lastStep,
            int windows,
            double nullW1Mean,
            @Nullable String nullSource,
            double cut,
            int[] classes,
            List<Merge> merges,
            String rule) {}

    /**
     * One merge of the tree (average linkage). Clusters 0 to n - 1 are the runs in the order of the matrix; the i-th merge
     * makes cluster n + i.
     *
     * @param height mean W1 between the runs of the two clusters
     * @param size runs in the new cluster
     */
    public record Merge(int left, int right, double height, int size) {}

    /** Two arms; the fields of the test are flat in JSON. */
    public record ArmPair(
            String arm,
            String other,
            long firstStep,
            long lastStep,
            double w1,
            double nullW1Mean,
            double pValue,
            @JsonUnwrapped ArmTest test) {}
}
