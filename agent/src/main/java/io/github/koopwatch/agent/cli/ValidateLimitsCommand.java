/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Limits;
import picocli.CommandLine.Command;

/** Limits, measured. */
@Command(
        name = "limits",
        mixinStandardHelpOptions = true,
        description = "Where the verdict begins to fail: shorter trajectories, noise, spectra cleaned or not.")
public final class ValidateLimitsCommand extends StudyCommand {
    public ValidateLimitsCommand() {
        super(new Limits());
    }
}
