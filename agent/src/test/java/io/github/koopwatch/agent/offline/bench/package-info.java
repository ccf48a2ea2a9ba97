/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.github.koopwatch.agent.offline.bench;

import org.jspecify.annotations.NullMarked;
