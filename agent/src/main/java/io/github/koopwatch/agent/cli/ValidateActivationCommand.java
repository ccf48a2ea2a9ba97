/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Activation;
import picocli.CommandLine.Command;

/** The study activation. */
@Command(
        name = "activation",
        mixinStandardHelpOptions = true,
        description = "Activation functions and data sets that change the dynamics, or do not.")
public final class ValidateActivationCommand extends StudyCommand {
    public ValidateActivationCommand() {
        super(new Activation());
    }
}
