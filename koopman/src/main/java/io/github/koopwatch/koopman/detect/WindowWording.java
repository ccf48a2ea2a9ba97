/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.Locale;

/** Says what windows show in one plain sentence with figures. */
final class WindowWording {
    private WindowWording() {}

    static String grows(double modulus, double error, double rise, long step) {
        return text(
                "a mode grows by a factor of %.4f per row (standard error %.4f) and the squared updates %.1f-fold by step %d:"
                        + " the training diverges",
                modulus, error, StrictMath.exp(rise), step);
    }

    static String turns(Eigenvalues eigenvalues, int mode, double share, long rowStride) {
        double re = eigenvalues.re()[mode];
        String what = eigenvalues.im()[mode] == 0
                ? text("a mode flips its sign each row (eigenvalue %.3f)", re)
                : text(
                        "a mode of modulus %.3f turns round in %.1f rows",
                        eigenvalues.modulus(mode), 2 * Math.PI / ModeRules.angle(eigenvalues, mode));
        return what + text(" and carries %.0f %% of the motion", 100 * share) + hidden(rowStride);
    }

    /** λ^stride is what a stride shows of λ: of -1 an even one shows 1, and any hides turns between its rows. */
    private static String hidden(long rowStride) {
        if (rowStride == 1) {
            return "";
        }
        String parity = rowStride % 2 == 0 ? ", and a motion of period two is invisible" : "";
        return "; rows are " + rowStride + " steps apart, so the true period may be shorter" + parity;
    }

    static String settled(double above, long step) {
        return text(
                "the training has converged by step %d: modes gather at 1 and updates are %.0f times as long as rounding",
                step, StrictMath.exp(above / 2));
    }

    static String early(double first, double now, double noise, long step) {
        return text(
                "the early phase is over at step %d: consecutive windows were %.3f apart and are %.3f now (sampling noise"
                        + " %.3f)",
                step, first, now, noise);
    }

    static String shifted(SlowChannel channel, double before, double after, long onset) {
        return text("%s went from %.3g to %.3g in the windows since step %d", channel.words(), before, after, onset);
    }

    private static String text(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
