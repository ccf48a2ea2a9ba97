/* SPDX-License-Identifier: Apache-2.0 */
/** Faults done to real processes on a seeded schedule, and what came out compared with what an undisturbed run gives. */
@NullMarked
package io.github.koopwatch.agent.survival;

import org.jspecify.annotations.NullMarked;
