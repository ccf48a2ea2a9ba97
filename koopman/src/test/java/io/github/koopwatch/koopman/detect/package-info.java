/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the change detector. */
@NullMarked
package io.github.koopwatch.koopman.detect;

import org.jspecify.annotations.NullMarked;
