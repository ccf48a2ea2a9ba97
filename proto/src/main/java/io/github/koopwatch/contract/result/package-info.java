/* SPDX-License-Identifier: Apache-2.0 */
/** The JSON documents of the result topics, the API and the offline commands: the same ones everywhere. */
@NullMarked
package io.github.koopwatch.contract.result;

import org.jspecify.annotations.NullMarked;
