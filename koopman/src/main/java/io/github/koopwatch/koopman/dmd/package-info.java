/* SPDX-License-Identifier: Apache-2.0 */
/** Dynamic mode decomposition of a window: pairs of columns in, a Koopman spectrum out. */
@NullMarked
package io.github.koopwatch.koopman.dmd;

import org.jspecify.annotations.NullMarked;
