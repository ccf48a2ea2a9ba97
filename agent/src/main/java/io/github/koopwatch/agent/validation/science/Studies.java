/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import java.util.List;
import java.util.Optional;

/** Every study, in the order of docs/validation.md. */
public final class Studies {
    private static final List<Study> ALL = List.of(
            new Fig2(),
            new Fig3(),
            new Fig4(),
            new Fig5(),
            new Ratio(),
            new Activation(),
            new Observables(),
            new Limits(),
            new Gauges(Optional.empty()));

    private Studies() {}

    public static List<Study> all() {
        return ALL;
    }
}
