/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

/** Answers a request, or throws {@link Problem}. Called by many threads. */
@FunctionalInterface
public interface Endpoint {
    Answer answer(Ask ask);
}
