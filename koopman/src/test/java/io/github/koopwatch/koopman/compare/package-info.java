/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the comparison of runs. */
@NullMarked
package io.github.koopwatch.koopman.compare;

import org.jspecify.annotations.NullMarked;
