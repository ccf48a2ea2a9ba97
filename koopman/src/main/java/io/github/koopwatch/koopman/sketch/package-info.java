/* SPDX-License-Identifier: Apache-2.0 */
/** Long parameter vectors made short by a linear map that keeps inner products, the same in Java and Python. */
@NullMarked
package io.github.koopwatch.koopman.sketch;

import org.jspecify.annotations.NullMarked;
