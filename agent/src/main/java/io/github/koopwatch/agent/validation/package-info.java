/* SPDX-License-Identifier: Apache-2.0 */
/** Judges the alarms on recorded runs of which it is known what changed, and when. */
@NullMarked
package io.github.koopwatch.agent.validation;

import org.jspecify.annotations.NullMarked;
