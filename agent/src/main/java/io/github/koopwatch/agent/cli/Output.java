/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.contract.result.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Standard output of a command. */
final class Output {
    private Output() {}

    /** One JSON document and nothing else. */
    static void json(CommandSpec spec, Object document) {
        lines(spec, List.of(new String(Json.write(document), StandardCharsets.UTF_8)));
    }

    /** Lines for a human; what a name or a message holds cannot move the cursor. */
    static void lines(CommandSpec spec, List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(line -> out.println(line.replaceAll("\\p{Cntrl}", " ")));
        out.flush();
    }

    /** A line beside the result. */
    static void note(CommandSpec spec, String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("koopwatch: " + line);
        err.flush();
    }
}
