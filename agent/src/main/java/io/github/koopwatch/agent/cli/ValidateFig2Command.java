/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Fig2;
import picocli.CommandLine.Command;

/** Fig. 2 computed again. */
@Command(
        name = "fig2",
        mixinStandardHelpOptions = true,
        description = "Mirror descent, gradient descent and bisection: equal spectra behind unequal trajectories.")
public final class ValidateFig2Command extends StudyCommand {
    public ValidateFig2Command() {
        super(new Fig2());
    }
}
