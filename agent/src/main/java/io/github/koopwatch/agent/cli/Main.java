/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of Koopwatch. */
@Command(
        name = "koopwatch",
        description = "Watches the dynamics of neural-network training.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            AnalyzeCommand.class,
            CompareCommand.class,
            DistanceCommand.class,
            BacktestCommand.class,
            ReplayCommand.class,
            ReanalyzeCommand.class,
            BenchCommand.class,
            TailCommand.class,
            ValidateCommand.class,
            DoctorCommand.class,
            HealthcheckCommand.class,
        })
public final class Main implements Runnable {
    /** Exit code for bad input. */
    static final int BAD_INPUT = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        CommandLine line = commandLine();
        try {
            return line.execute(ConfigFile.expand(args));
        } catch (BadInput e) {
            return say(line.getErr(), e.getMessage());
        }
    }

    /** The whole command line, as tests drive it. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setOverwrittenOptionsAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        line.setParameterExceptionHandler((failure, arguments) -> misused(failure));
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int failed(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof BadInput) {
            return say(command.getErr(), failure.getMessage());
        }
        throw failure;
    }

    /** Of an option that is not known the name alone is repeated: a configuration file's may be a misspelt secret. */
    private static int misused(ParameterException failure) {
        String message = failure instanceof UnmatchedArgumentException unknown && unknown.isUnknownOption()
                ? "Unknown option: '" + unknown.getUnmatched().get(0).split("=", 2)[0] + "'"
                : failure.getMessage();
        return say(failure.getCommandLine().getErr(), message);
    }

    /** One line, whatever the message holds. */
    private static int say(PrintWriter err, @Nullable String message) {
        err.println("koopwatch: " + String.valueOf(message).lines().findFirst().orElse("bad input"));
        err.flush();
        return BAD_INPUT;
    }
}
