/* SPDX-License-Identifier: Apache-2.0 */
/** A demonstration with real training: small networks and optimisers, published like any client, and what was found. */
@NullMarked
package io.github.koopwatch.agent.demo;

import org.jspecify.annotations.NullMarked;
