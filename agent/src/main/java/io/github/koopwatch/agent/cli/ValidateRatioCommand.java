/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Ratio;
import picocli.CommandLine.Command;

/** The study ratio. */
@Command(
        name = "ratio",
        mixinStandardHelpOptions = true,
        description = "Learning rate and batch size: equal ratios train equivalently, changed ratios do not.")
public final class ValidateRatioCommand extends StudyCommand {
    public ValidateRatioCommand() {
        super(new Ratio());
    }
}
