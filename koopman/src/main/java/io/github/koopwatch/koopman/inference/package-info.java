/* SPDX-License-Identifier: Apache-2.0 */
/** Whether a distance between spectra means anything: shuffling, permutation, bootstrap. */
@NullMarked
package io.github.koopwatch.koopman.inference;

import org.jspecify.annotations.NullMarked;
