/* SPDX-License-Identifier: Apache-2.0 */
/** The load generator: how fast the engine, the door and the whole way are. */
@NullMarked
package io.github.koopwatch.agent.offline.bench;

import org.jspecify.annotations.NullMarked;
