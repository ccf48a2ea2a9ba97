/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Fig3;
import picocli.CommandLine.Command;

/** The study fig3. */
@Command(
        name = "fig3",
        mixinStandardHelpOptions = true,
        description =
                "Networks of width 5, 10 and 40: told apart by the permutation of replicas, not by the published test.")
public final class ValidateFig3Command extends StudyCommand {
    public ValidateFig3Command() {
        super(new Fig3());
    }
}
