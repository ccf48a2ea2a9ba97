/* SPDX-License-Identifier: Apache-2.0 */
/** What every process agrees on: keys, topics, and the one rule by which a record is taken or refused. */
@NullMarked
package io.github.koopwatch.contract;

import org.jspecify.annotations.NullMarked;
