/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.github.koopwatch.agent.validation.mechanics;

import org.jspecify.annotations.NullMarked;
