/* SPDX-License-Identifier: Apache-2.0 */
/** Recorded trajectories: reading them, and the same engine as live over them. */
@NullMarked
package io.github.koopwatch.agent.offline;

import org.jspecify.annotations.NullMarked;
