/* SPDX-License-Identifier: Apache-2.0 */
/** Runs that train side by side: which do the same thing, which do not, and since when. */
@NullMarked
package io.github.koopwatch.koopman.compare;

import org.jspecify.annotations.NullMarked;
