/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

/** What a fit gives: a spectrum, or the reason why there is none. */
public sealed interface DmdResult permits Spectrum, Degenerate {}
