/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.groups;

import io.github.koopwatch.contract.result.GroupDocument.Matrix;
import io.github.koopwatch.contract.result.GroupDocument.Member;
import io.github.koopwatch.contract.result.RunState;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The runs of a group, each with its place in the matrix. */
final class Members {
    private Members() {}

    /** Those of the matrix in its order, then the others by name. */
    static List<Member> of(List<RunState> runs, String baseline, @Nullable Matrix matrix) {
        Comparator<Member> placeFirst =
                Comparator.comparing(Member::order, Comparator.nullsLast(Comparator.naturalOrder()));
        return runs.stream()
                .map(run -> member(run, baseline, matrix))
                .sorted(placeFirst.thenComparing(Member::run))
                .toList();
    }

    private static Member member(RunState run, String baseline, @Nullable Matrix matrix) {
        int place = matrix == null ? -1 : matrix.runs().indexOf(run.run());
        return new Member(
                run.run(),
                run.arm(),
                run.displayName(),
                run.state(),
                run.run().equals(baseline),
                run.incarnation(),
                run.lastStep(),
                place < 0 ? null : place,
                matrix == null || place < 0 ? null : matrix.classes()[place]);
    }
}
