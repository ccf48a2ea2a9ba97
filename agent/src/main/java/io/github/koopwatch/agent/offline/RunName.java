/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.nio.file.Path;
import java.util.Locale;

/** The key of a run that is known by its file alone. */
final class RunName {
    private static final int LONGEST = 63;

    private RunName() {}

    /** The file's name without its suffix, lower case, other characters to one '-', cut at 63. */
    static String of(Path file) {
        Path last = file.getFileName();
        String stem = (last == null ? "" : last.toString()).replaceFirst("\\.(npy|npz)$", "");
        String slug =
                stem.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-").replaceFirst("^[^a-z0-9]+", "");
        return slug.isEmpty() ? "run" : slug.substring(0, Math.min(LONGEST, slug.length()));
    }
}
