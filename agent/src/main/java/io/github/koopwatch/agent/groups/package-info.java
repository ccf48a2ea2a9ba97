/* SPDX-License-Identifier: Apache-2.0 */
/** A group as a whole, put together from the read model: which of its runs do the same thing. */
@NullMarked
package io.github.koopwatch.agent.groups;

import org.jspecify.annotations.NullMarked;
