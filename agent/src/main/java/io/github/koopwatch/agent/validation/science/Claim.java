/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import org.jspecify.annotations.Nullable;

/**
 * One claim of a publication, or of our own documents, and what came of it.
 *
 * @param id as in docs/validation.md: the study's name, a dot, what it is about
 * @param text what is claimed
 * @param published the published figure in words; {@code -} where none was published
 * @param own ours
 * @param verdict by a rule that was fixed before anything was computed
 * @param because what decided it
 * @param documented what docs/validation.md says came of it; null when it says nothing
 */
public record Claim(
        String id,
        String text,
        String published,
        Figure own,
        Judgement verdict,
        String because,
        @Nullable Judgement documented) {
    /** With what docs/validation.md records of that id. */
    public static Claim of(String id, String text, String published, Figure own, Ruling ruling) {
        return new Claim(id, text, published, own, ruling.verdict(), ruling.because(), Documented.of(id));
    }

    /**
     * Whether it came out as docs/validation.md says.
     *
     * @param reduced whether less was trained than for those figures: then {@code CANNOT TELL} is no disagreement
     */
    boolean agrees(boolean reduced) {
        return verdict == documented || (reduced && verdict == Judgement.CANNOT_TELL);
    }

    /** For a human. */
    String line(boolean reduced) {
        String told = agrees(reduced)
                ? ""
                : " (docs/validation.md: " + (documented == null ? "nothing" : documented.text()) + ")";
        return String.format(
                "%-11s  %s: %s: %s; published %s; %s%s",
                verdict.text(), id, text, own.text(), published, because, told);
    }
}
