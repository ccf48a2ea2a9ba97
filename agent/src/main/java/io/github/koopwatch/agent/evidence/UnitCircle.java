/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.evidence;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Eigenvalues of a window in the complex plane; what lies outside of the frame is drawn at its border. */
record UnitCircle(Svg svg, double x, double y, double half) {
    /** The modulus at the border of the frame. */
    private static final double REACH = 1.2;

    private static final double DOT = 3.5;

    void draw(@Nullable WindowSpectrum window, String title) {
        svg.circle(x, y, half / REACH, "none", "#888");
        svg.stroke(x - half, y, x + half, y, "#ccc", "");
        svg.stroke(x, y - half, x, y + half, "#ccc", "");
        svg.text(x - half, y + half + 14, 12, "#111", title + words(window));
        List<double[]> eigenvalues = window == null ? List.of() : window.eigenvalues();
        for (double[] z : eigenvalues) {
            svg.circle(x + at(z[0]), y - at(z[1]), DOT, "#1f5fa8", "#fff");
        }
    }

    private double at(double coordinate) {
        return Math.max(-REACH, Math.min(REACH, coordinate)) * half / REACH;
    }

    private static String words(@Nullable WindowSpectrum window) {
        if (window == null) {
            return ": no window";
        }
        String steps = ": steps " + window.firstStep() + " to " + window.lastStep();
        return window.degenerate() == null
                ? steps + ", radius " + Axis.shown(window.spectralRadius())
                : steps + ", " + window.degenerate();
    }
}
