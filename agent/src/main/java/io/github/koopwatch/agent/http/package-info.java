/* SPDX-License-Identifier: Apache-2.0 */
/** The HTTP door: health and metrics in every role; page, API and live stream where the read model is. Read-only. */
@NullMarked
package io.github.koopwatch.agent.http;

import org.jspecify.annotations.NullMarked;
