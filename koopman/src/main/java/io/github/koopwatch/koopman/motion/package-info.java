/* SPDX-License-Identifier: Apache-2.0 */
/** How a window moves, without a fit: figures from the inner products of its displaced rows. */
@NullMarked
package io.github.koopwatch.koopman.motion;

import org.jspecify.annotations.NullMarked;
