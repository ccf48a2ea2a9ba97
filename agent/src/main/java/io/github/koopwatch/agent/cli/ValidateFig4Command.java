/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Fig4;
import picocli.CommandLine.Command;

/** The study fig4. */
@Command(
        name = "fig4",
        mixinStandardHelpOptions = true,
        description = "The early phase of two convolutional networks, as distances between windows of 100 iterations.")
public final class ValidateFig4Command extends StudyCommand {
    public ValidateFig4Command() {
        super(new Fig4());
    }
}
