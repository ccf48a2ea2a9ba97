/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Studies;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Computes published results again, and measures what is promised on data of which the truth is known. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description =
                "Compute published results again, all of them without a name: HOLDS, DIFFERS or CANNOT TELL for every"
                        + " claim. Exit code 0 when all came out as docs/validation.md says (a documented DIFFERS is a success),"
                        + " else 1.",
        subcommands = {
            ValidateAlarmsCommand.class,
            ValidateFig2Command.class,
            ValidateFig3Command.class,
            ValidateFig4Command.class,
            ValidateFig5Command.class,
            ValidateRatioCommand.class,
            ValidateActivationCommand.class,
            ValidateObservablesCommand.class,
            ValidateLimitsCommand.class,
            ValidateGaugesCommand.class
        })
public final class ValidateCommand implements Callable<Integer> {
    @Mixin
    private StudyOptions options = new StudyOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        return options.run(spec, Studies.all());
    }
}
