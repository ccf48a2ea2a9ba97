/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.List;

/** One answer holds one version of a change. */
final class Versions {
    private Versions() {}

    /** Puts later versions in the place of earlier ones; what has none is appended. An excerpt is kept. */
    static void replace(List<Change> changes, List<Change> later) {
        for (Change change : later) {
            int at = place(changes, change);
            if (at < 0) {
                changes.add(change);
            } else {
                changes.set(
                        at,
                        change.excerpt() == null ? change.with(changes.get(at).excerpt()) : change);
            }
        }
    }

    private static int place(List<Change> changes, Change change) {
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i).kind() == change.kind() && changes.get(i).step() == change.step()) {
                return i;
            }
        }
        return -1;
    }
}
