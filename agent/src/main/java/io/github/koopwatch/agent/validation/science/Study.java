/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.offline.Progress;

/** A published result that can be computed again. */
public interface Study {
    /** As on the command line. */
    String name();

    /** What it is, as in the headings of docs/validation.md. */
    String title();

    /** Trains what is needed and judges it. Throws BadInput for an environment that cannot. */
    Findings run(Effort effort, Progress progress);
}
