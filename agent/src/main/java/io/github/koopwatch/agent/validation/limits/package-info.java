/* SPDX-License-Identifier: Apache-2.0 */
/** Where verdicts begin to fail: systems whose spectrum is known, shorter, noisier, cleaned or not. */
@NullMarked
package io.github.koopwatch.agent.validation.limits;

import org.jspecify.annotations.NullMarked;
