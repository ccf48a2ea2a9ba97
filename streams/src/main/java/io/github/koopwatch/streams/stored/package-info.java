/* SPDX-License-Identifier: Apache-2.0 */
/** What runs and groups have alike in their stores: the newest events with what a person said of them, state that cannot be read. */
@NullMarked
package io.github.koopwatch.streams.stored;

import org.jspecify.annotations.NullMarked;
