/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Optional;

/** The pairs (x, y) of a window in a form whose fit does not touch the rows again. */
public sealed interface Pairs permits GramPairs, FactorPairs {
    /** How many there are. */
    int count();

    /** The pairs at these positions, which may repeat. */
    Pairs select(int[] picks);

    /** The eigenvalues of {@link #fit} alone; empty when it is degenerate. */
    default Optional<Eigenvalues> eigenvalues(int rank) {
        return fit(rank).result() instanceof Spectrum spectrum ? Optional.of(spectrum.eigenvalues()) : Optional.empty();
    }

    /** The spectrum with at most {@code rank} modes; there must be a pair. */
    Fit fit(int rank);

    /**
     * A fit and whether it is as accurate as one from the rows themselves.
     *
     * @param result spectrum or degenerate
     * @param trusted false where the rounding of the Gram matrix may show
     */
    record Fit(DmdResult result, boolean trusted) {
        static Fit flat() {
            return new Fit(new Degenerate("no motion stands above rounding"), false);
        }
    }
}
