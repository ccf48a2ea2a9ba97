/* SPDX-License-Identifier: Apache-2.0 */
/** A publisher in Java: one run over one gRPC stream that survives a broken connection. */
@NullMarked
package io.github.koopwatch.agent.client;

import org.jspecify.annotations.NullMarked;
