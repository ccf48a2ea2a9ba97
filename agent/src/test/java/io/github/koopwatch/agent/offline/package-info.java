/* SPDX-License-Identifier: Apache-2.0 */
/** Recorded trajectories: golden files of NumPy, and files that lie. */
@NullMarked
package io.github.koopwatch.agent.offline;

import org.jspecify.annotations.NullMarked;
