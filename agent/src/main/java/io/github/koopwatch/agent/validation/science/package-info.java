/* SPDX-License-Identifier: Apache-2.0 */
/** Published results computed again: what is claimed, what comes out here, and whether the two agree. */
@NullMarked
package io.github.koopwatch.agent.validation.science;

import org.jspecify.annotations.NullMarked;
