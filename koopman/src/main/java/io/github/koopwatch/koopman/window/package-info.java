/* SPDX-License-Identifier: Apache-2.0 */
/** The newest rows of a trajectory and the inner products of their displacements. */
@NullMarked
package io.github.koopwatch.koopman.window;

import org.jspecify.annotations.NullMarked;
