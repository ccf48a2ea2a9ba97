/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a benchmark's result goes. */
final class BenchOutput {
    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    boolean json() {
        return json;
    }

    /** The document when it is asked for, else lines for a human. */
    void print(Object document, Supplier<List<String>> lines) {
        if (json) {
            Output.json(spec, document);
        } else {
            Output.lines(spec, lines.get());
        }
    }

    /** A line beside the result. */
    void note(String line) {
        Output.note(spec, line);
    }

    /** How far the benchmark is; says nothing beside a document. */
    ProgressLine progress() {
        return ProgressLine.of(spec, json);
    }
}
