/* SPDX-License-Identifier: Apache-2.0 */
/** What is known of every run, kept in memory from the committed result topics: the one source of metrics, API and page. */
@NullMarked
package io.github.koopwatch.agent.readmodel;

import org.jspecify.annotations.NullMarked;
