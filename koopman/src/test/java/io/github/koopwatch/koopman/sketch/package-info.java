/* SPDX-License-Identifier: Apache-2.0 */
/** The sketch: golden vectors shared with Python, and how well it keeps lengths. */
@NullMarked
package io.github.koopwatch.koopman.sketch;

import org.jspecify.annotations.NullMarked;
