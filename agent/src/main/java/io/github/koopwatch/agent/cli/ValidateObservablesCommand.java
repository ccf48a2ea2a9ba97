/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Observables;
import picocli.CommandLine.Command;

/** Observables, measured. */
@Command(
        name = "observables",
        mixinStandardHelpOptions = true,
        description = "One network through several observables: which configurations does each tell apart?")
public final class ValidateObservablesCommand extends StudyCommand {
    public ValidateObservablesCommand() {
        super(new Observables());
    }
}
