/* SPDX-License-Identifier: Apache-2.0 */
/** Puts the roles of a process together, in the order of the data's way, and takes them apart again. */
@NullMarked
package io.github.koopwatch.agent.service;

import org.jspecify.annotations.NullMarked;
