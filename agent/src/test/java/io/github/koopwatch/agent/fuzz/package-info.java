/* SPDX-License-Identifier: Apache-2.0 */
/** Bytes of strangers for every decoder: a corpus and its mutations in each build, and a fuzzer for as long as one likes. */
@NullMarked
package io.github.koopwatch.agent.fuzz;

import org.jspecify.annotations.NullMarked;
