/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.validation.science.Study;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that runs one study. */
abstract class StudyCommand implements Callable<Integer> {
    private final Study study;

    @Mixin
    private StudyOptions options = new StudyOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    StudyCommand(Study study) {
        this.study = study;
    }

    @Override
    public Integer call() {
        return options.run(spec, List.of(study));
    }
}
