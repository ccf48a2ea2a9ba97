/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import org.jspecify.annotations.Nullable;

/**
 * A group in the list of groups.
 *
 * @param runs known runs, {@code live} of them running
 * @param baseline the run that others are compared with; null while it is not known
 * @param different arm pairs called different, over all presets
 * @param equivalent those called equivalent
 * @param undecided those of which nothing can be said yet
 */
public record GroupSummary(
        String group,
        int runs,
        int live,
        int arms,
        @Nullable String baseline,
        @Nullable Long lastStep,
        int different,
        int equivalent,
        int undecided) {}
