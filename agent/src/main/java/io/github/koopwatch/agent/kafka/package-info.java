/* SPDX-License-Identifier: Apache-2.0 */
/** How the agent reaches a Kafka, its own or a cluster's: settings, topics, checks. */
@NullMarked
package io.github.koopwatch.agent.kafka;

import org.jspecify.annotations.NullMarked;
