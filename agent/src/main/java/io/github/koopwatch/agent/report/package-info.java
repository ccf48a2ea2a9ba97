/* SPDX-License-Identifier: Apache-2.0 */
/** Reports: one HTML file that needs nothing else, drawn by its own script from a JSON document inside it. */
@NullMarked
package io.github.koopwatch.agent.report;

import org.jspecify.annotations.NullMarked;
