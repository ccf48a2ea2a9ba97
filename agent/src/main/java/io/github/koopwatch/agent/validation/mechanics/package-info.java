/* SPDX-License-Identifier: Apache-2.0 */
/** Gauges read off runs, offline or live, and held against what a theory predicts for them. */
@NullMarked
package io.github.koopwatch.agent.validation.mechanics;

import org.jspecify.annotations.NullMarked;
