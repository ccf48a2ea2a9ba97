/* SPDX-License-Identifier: Apache-2.0 */
/** A real single-node Kafka inside the process, its data kept on disk. */
@NullMarked
package io.github.koopwatch.agent.broker;

import org.jspecify.annotations.NullMarked;
