/* SPDX-License-Identifier: Apache-2.0 */
/** What an alert rests on, as a document and as a picture that needs nothing else. */
@NullMarked
package io.github.koopwatch.agent.evidence;

import org.jspecify.annotations.NullMarked;
