/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.drawing;

/** A picture of results. */
public interface Drawing {
    /** What it shows, in one sentence. */
    String title();

    /** The picture as one SVG element, a file of its own or part of a page. */
    String svg();
}
