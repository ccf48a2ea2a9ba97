/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.koopman.compare.ArmDistances;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison and what it rests on.
 *
 * @param windows at equal steps, ascending
 * @param replicas distances between replicas, averaged over the windows; null when the sides were pooled
 */
public record Compared(
        Comparison comparison,
        List<ComparedWindow> windows,
        @Nullable ArmDistances replicas) {}
