/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.List;
import java.util.Locale;

/** What was analysed and how, in words: pairs of a name and a text. */
final class Facts {
    private Facts() {}

    static List<String[]> of(Trajectory x, AnalysisSettings s) {
        return List.of(file("File", x), settings(s));
    }

    /** With 2 replicas or more it says so. */
    static String[] file(String name, Trajectory x) {
        String replicas = x.replicas() == 1 ? "" : x.replicas() + " replicas of ";
        return new String[] {
            name,
            x.name() + ": " + replicas
                    + String.format(Locale.ROOT, "%,d rows of %,d %s", x.rows(), x.dimension(), x.type()) + ", steps "
                    + String.format(Locale.ROOT, "%,d to %,d", x.step(0), x.step(x.rows() - 1))
        };
    }

    static String[] settings(AnalysisSettings s) {
        String rank = s.rank() == AnalysisSettings.ALL ? "all" : String.valueOf(s.rank());
        return new String[] {
            "Settings",
            "preset " + s.preset() + ": window " + s.window() + ", hop " + s.hop() + ", delays " + s.delays()
                    + ", rank " + rank + ", centre " + s.centre().name().toLowerCase(Locale.ROOT) + ", block mean "
                    + s.blockMean()
        };
    }
}
