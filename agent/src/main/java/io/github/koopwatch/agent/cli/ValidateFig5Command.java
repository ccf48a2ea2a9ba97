/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Fig5;
import picocli.CommandLine.Command;

/** The study fig5. */
@Command(
        name = "fig5",
        mixinStandardHelpOptions = true,
        description = "Grokking and norm-constrained transformers, told apart by their first 100 steps.")
public final class ValidateFig5Command extends StudyCommand {
    public ValidateFig5Command() {
        super(new Fig5());
    }
}
