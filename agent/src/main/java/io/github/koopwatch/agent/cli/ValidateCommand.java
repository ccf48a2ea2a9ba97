/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what is promised, on data of which the truth is known. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Measure what Koopwatch promises, on runs of which the truth is known.",
        subcommands = {ValidateAlarmsCommand.class})
public final class ValidateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "validate: expected alarms, got nothing");
    }
}
