/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.koopman.monitor.AnalysedWindow;

/** What makes windows of two runs comparable: the same steps. A partial window is compared with its like alone. */
record WindowSteps(long first, long last, boolean partial) {
    static WindowSteps of(AnalysedWindow window) {
        return new WindowSteps(window.firstStep(), window.lastStep(), window.partial());
    }
}
