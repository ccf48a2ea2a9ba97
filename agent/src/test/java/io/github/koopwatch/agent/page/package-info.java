/* SPDX-License-Identifier: Apache-2.0 */
/** The live page in a real browser, in front of a service that only pretends. */
@NullMarked
package io.github.koopwatch.agent.page;

import org.jspecify.annotations.NullMarked;
