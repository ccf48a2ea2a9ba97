/* SPDX-License-Identifier: Apache-2.0 */
/** Who may come in and what they may see: tokens, certificates, callers; the same at both doors, known to neither. */
@NullMarked
package io.github.koopwatch.agent.doors;

import org.jspecify.annotations.NullMarked;
