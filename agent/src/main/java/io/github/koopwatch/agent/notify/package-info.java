/* SPDX-License-Identifier: Apache-2.0 */
/** Tells others of alerts: committed events, each at least once, to webhooks and to Alertmanager, and to the log. */
@NullMarked
package io.github.koopwatch.agent.notify;

import org.jspecify.annotations.NullMarked;
