/* SPDX-License-Identifier: Apache-2.0 */
/** Finds changes of training dynamics online, from a few scalars per snapshot. */
@NullMarked
package io.github.koopwatch.koopman.detect;

import org.jspecify.annotations.NullMarked;
