/* SPDX-License-Identifier: Apache-2.0 */
/** The runs of one group side by side, as the topology sees them: distances, looks, what they bring about. */
@NullMarked
package io.github.koopwatch.streams.group;

import org.jspecify.annotations.NullMarked;
