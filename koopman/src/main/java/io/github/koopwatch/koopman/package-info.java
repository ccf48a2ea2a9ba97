/* SPDX-License-Identifier: Apache-2.0 */
/** The settings of an analysis; the mathematics stands in the packages below. */
@NullMarked
package io.github.koopwatch.koopman;

import org.jspecify.annotations.NullMarked;
