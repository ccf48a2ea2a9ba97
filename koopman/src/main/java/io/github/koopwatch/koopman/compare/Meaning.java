/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

/** What equal and unequal spectra prove, in the words that stand beside every verdict. */
public final class Meaning {
    private Meaning() {}

    /** For windows of a preset. */
    public static String of(String preset) {
        return "Compared: Koopman eigenvalues of windows at equal steps (preset " + preset + ")."
                + " Trainings that are conjugate have equal spectra, so unequal spectra prove that the dynamics differ."
                + " Equal spectra do not prove that they are the same: equality is necessary, not sufficient, and only as"
                + " good as the observable and the windows.";
    }
}
