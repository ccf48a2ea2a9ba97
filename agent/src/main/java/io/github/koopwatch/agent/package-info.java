/* SPDX-License-Identifier: Apache-2.0 */
/** What every part of the agent shares: how bad input is said, and where a service listens. */
@NullMarked
package io.github.koopwatch.agent;

import org.jspecify.annotations.NullMarked;
