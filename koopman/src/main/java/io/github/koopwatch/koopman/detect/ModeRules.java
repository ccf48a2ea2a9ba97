/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import java.util.function.IntPredicate;

/** Which modes of a spectrum mean something by themselves (method.md 7). */
final class ModeRules {
    /** Share of the motion that a mode must carry: a random walk's fourth cosine has 6/(8π)² = 1 %. */
    static final double CARRIES = 0.1;
    /** Residual of a mode of unit length up to which its eigenvalue is one of the dynamics. */
    private static final double CLEAN = 0.3;
    /** How near the unit circle lasts: at 0.97 a tenth is left after a window of 100 rows. */
    private static final double LASTING = 0.03;
    /** Real eigenvalues of this distance from -1 flip each row (edge of stability, method.md 7). */
    private static final double FLIPS = 0.1;
    /** Cycles per window below which a random walk's own modes look like pairs. */
    private static final double CYCLES = 4;

    /** Mean distance of the modes from 1, by energy, at which they are gathered there. */
    private static final double GATHERED = 0.1;

    private ModeRules() {}

    /** The strongest clean mode beyond the unit circle, -1 for none. */
    static int growing(Spectrum spectrum) {
        return strongest(spectrum, i -> spectrum.eigenvalues().modulus(i) > 1);
    }

    /** The strongest clean mode that turns round and lasts, -1 for none. */
    static int turning(Spectrum spectrum, int rows) {
        return strongest(spectrum, i -> flips(spectrum.eigenvalues(), i) || circles(spectrum.eigenvalues(), i, rows));
    }

    /** Angle of a mode per row; -1 for one that flips each row. */
    static double angle(Eigenvalues eigenvalues, int mode) {
        return flips(eigenvalues, mode)
                ? -1
                : Math.abs(Math.atan2(eigenvalues.im()[mode], eigenvalues.re()[mode]));
    }

    private static boolean flips(Eigenvalues eigenvalues, int i) {
        return eigenvalues.im()[i] == 0 && Math.abs(eigenvalues.re()[i] + 1) <= FLIPS;
    }

    private static boolean circles(Eigenvalues eigenvalues, int i, int rows) {
        double angle = Math.atan2(eigenvalues.im()[i], eigenvalues.re()[i]);
        return eigenvalues.im()[i] > 0
                && Math.abs(eigenvalues.modulus(i) - 1) <= LASTING
                && angle * rows >= CYCLES * 2 * Math.PI;
    }

    private static int strongest(Spectrum spectrum, IntPredicate rule) {
        int best = -1;
        for (int i = 0; i < spectrum.rank(); i++) {
            boolean counts = spectrum.energies()[i] >= CARRIES && spectrum.residuals()[i] <= CLEAN && rule.test(i);
            best = counts && (best < 0 || spectrum.energies()[i] > spectrum.energies()[best]) ? i : best;
        }
        return best;
    }

    /** Whether the modes gather at 1, weighed by their energy. */
    static boolean gathered(Spectrum spectrum) {
        double sum = 0;
        double energy = 0;
        for (int i = 0; i < spectrum.rank(); i++) {
            double away = Math.hypot(
                    spectrum.eigenvalues().re()[i] - 1, spectrum.eigenvalues().im()[i]);
            sum += spectrum.energies()[i] * away;
            energy += spectrum.energies()[i];
        }
        return sum <= GATHERED * energy;
    }
}
