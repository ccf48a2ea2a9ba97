/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.RunStart;
import java.util.Optional;

/** A further rule on RunStart that only the mathematics knows; passed in so that the doors stay free of it. */
@FunctionalInterface
public interface SettingsRule {
    /** What is wrong with the run's analyses, naming expected and actual; empty when nothing is. */
    Optional<String> objection(RunStart start);

    /** The same as a refusal; a rule that also has limits says which was passed. */
    default Optional<Refusal> refusal(RunStart start) {
        return objection(start).map(text -> new Refusal(Reason.REASON_MALFORMED, text));
    }
}
