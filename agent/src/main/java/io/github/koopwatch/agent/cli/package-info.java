/* SPDX-License-Identifier: Apache-2.0 */
/** The command line: one class per command, thin over the packages that do the work. */
@NullMarked
package io.github.koopwatch.agent.cli;

import org.jspecify.annotations.NullMarked;
