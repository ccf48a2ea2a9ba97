/* SPDX-License-Identifier: Apache-2.0 */
/** The engine of one observable: snapshots in, windows and changes out, all state in small records; live and offline alike. */
@NullMarked
package io.github.koopwatch.koopman.monitor;

import org.jspecify.annotations.NullMarked;
