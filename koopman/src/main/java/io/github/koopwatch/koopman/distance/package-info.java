/* SPDX-License-Identifier: Apache-2.0 */
/** How far apart two spectra are. */
@NullMarked
package io.github.koopwatch.koopman.distance;

import org.jspecify.annotations.NullMarked;
