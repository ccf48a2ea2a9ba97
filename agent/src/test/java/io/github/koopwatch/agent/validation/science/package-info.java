/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.github.koopwatch.agent.validation.science;

import org.jspecify.annotations.NullMarked;
