/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What a command printed and how it ended; {@code failure} is the exception that it threw, if any. */
record CommandRun(int exit, List<String> lines, @Nullable Exception failure) {
    static CommandRun of(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        Exception[] thrown = new Exception[1];
        int exit = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    thrown[0] = e;
                    return 2;
                })
                .execute(arguments);
        return new CommandRun(exit, out.toString().lines().toList(), thrown[0]);
    }
}
