/* SPDX-License-Identifier: Apache-2.0 */
/** The topology: records of runs in; spectra, distances, events and run states out, as a pure function of the records. */
@NullMarked
package io.github.koopwatch.streams;

import org.jspecify.annotations.NullMarked;
