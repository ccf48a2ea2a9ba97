/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.koopman.compare.Equivalence;
import io.github.koopwatch.koopman.compare.Look;
import io.github.koopwatch.koopman.inference.ReplicaPermutation;
import java.util.Locale;

/**
 * A verdict and what decided it. The rules stand here and not beside the claims, so that none is made to fit what it
 * judges.
 */
public record Ruling(Judgement verdict, String because) {
    /** Level of every test. */
    public static final double ALPHA = 0.05;

    /** A figure is the published one: within a share of it. */
    public static Ruling near(double own, double published, double share) {
        double off = Math.abs(own / published - 1);
        String by = String.format(Locale.ROOT, "off by %.2g %%, allowed %.2g %%", 100 * off, 100 * share);
        return new Ruling(off <= share ? Judgement.HOLDS : Judgement.DIFFERS, by);
    }

    /** A figure is the published one, which has an interval of its own: the two intervals meet. */
    public static Ruling meets(Figure own, double low, double high) {
        if (Double.isNaN(own.low()) || Double.isNaN(own.high())) {
            return new Ruling(Judgement.CANNOT_TELL, "no interval of ours");
        }
        boolean meets = own.low() <= high && own.high() >= low;
        String by = String.format("the intervals %s", meets ? "meet" : "do not meet");
        return new Ruling(meets ? Judgement.HOLDS : Judgement.DIFFERS, by);
    }

    /** Something is above a bound: its whole interval is, or is not. */
    public static Ruling above(Figure own, double bound) {
        String by = "to be above " + Figure.digits(bound);
        if (Double.isNaN(own.low()) || (own.low() <= bound && own.high() > bound)) {
            return new Ruling(Judgement.CANNOT_TELL, by + ", which the interval does not decide");
        }
        return new Ruling(own.low() > bound ? Judgement.HOLDS : Judgement.DIFFERS, by);
    }

    /** Something is between two bounds, NaN for none: its whole interval is, or none of it is. */
    public static Ruling between(Figure own, double low, double high) {
        double from = Double.isNaN(low) ? Double.NEGATIVE_INFINITY : low;
        double to = Double.isNaN(high) ? Double.POSITIVE_INFINITY : high;
        String by = "to be from " + Figure.digits(from) + " to " + Figure.digits(to);
        if (own.low() >= from && own.high() <= to) {
            return new Ruling(Judgement.HOLDS, by);
        }
        return own.high() < from || own.low() > to
                ? new Ruling(Judgement.DIFFERS, by)
                : new Ruling(Judgement.CANNOT_TELL, by + ", which the interval does not decide");
    }

    /** Something that has no spread is so, or is not. */
    public static Ruling exactly(boolean holds, String because) {
        return new Ruling(holds ? Judgement.HOLDS : Judgement.DIFFERS, because);
    }

    /** Two arms differ: the permutation of whole replicas says so. They are found equal only by the equivalence bound. */
    public static Ruling different(Look look, int replicasA, int replicasB) {
        if (look.pValue() <= ALPHA) {
            return new Ruling(Judgement.HOLDS, permuted(look));
        }
        boolean could = ReplicaPermutation.smallestP(replicasA, replicasB) <= ALPHA;
        return could && look.isEquivalent()
                ? new Ruling(Judgement.DIFFERS, permuted(look) + ", " + bounded(look))
                : new Ruling(Judgement.CANNOT_TELL, permuted(look));
    }

    /** Two arms are equivalent: the bound is met and the permutation finds nothing. A p-value alone never says so. */
    public static Ruling equivalent(Look look) {
        if (look.pValue() <= ALPHA) {
            return new Ruling(Judgement.DIFFERS, permuted(look));
        }
        return new Ruling(
                look.isEquivalent() ? Judgement.HOLDS : Judgement.CANNOT_TELL, permuted(look) + ", " + bounded(look));
    }

    private static String permuted(Look look) {
        return String.format(Locale.ROOT, "permutation of replicas p = %.2g", look.pValue());
    }

    private static String bounded(Look look) {
        return String.format(
                Locale.ROOT,
                "arms at most %.0f %% farther apart than replicas (allowed %.0f %%)",
                100 * look.bound(),
                100 * Equivalence.MARGIN);
    }
}
