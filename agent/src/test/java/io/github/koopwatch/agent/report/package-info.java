/* SPDX-License-Identifier: Apache-2.0 */
/** Reports: what they hold and what they must never do, without a browser. */
@NullMarked
package io.github.koopwatch.agent.report;

import org.jspecify.annotations.NullMarked;
