/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/**
 * A cause and how far it is to be believed.
 *
 * @param cause the likeliest one, or {@link Cause#UNKNOWN} where even that is not likely enough
 * @param probability of the likeliest cause, named or not
 */
record Attribution(Cause cause, double probability) {
    /** From where on a cause is named: a wrong name costs more than none. Chosen on networks left out of the training. */
    static final double NAMED = 0.7;

    static Attribution of(Cause likeliest, double probability) {
        return new Attribution(probability < NAMED ? Cause.UNKNOWN : likeliest, probability);
    }
}
