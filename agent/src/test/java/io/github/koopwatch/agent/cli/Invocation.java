/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The whole command line run once: exit code, standard output, lines on standard error. */
record Invocation(int exit, String out, List<String> errors) {
    static Invocation of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return new Invocation(
                line.execute(words), out.toString(), err.toString().lines().toList());
    }
}
