/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.github.koopwatch.contract.result.ChangeEvent;
import java.time.Instant;

/**
 * A version of an event that is to be told.
 *
 * @param at when what it tells of happened
 */
record Notice(ChangeEvent event, Instant at) {}
