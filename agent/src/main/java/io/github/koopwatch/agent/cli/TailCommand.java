/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicTail;
import io.github.koopwatch.contract.Topics;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the records of a topic as JSON, one a line, until it is interrupted. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Print a topic as JSON lines: committed records, new ones as they come.")
public final class TailCommand implements Callable<Integer> {
    enum What {
        spectra,
        events,
        distances,
        runs
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "spectra",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    What what = What.spectra;

    @Option(names = "--from-beginning", description = "Start with the oldest record that is kept.")
    boolean fromBeginning;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after N records (default: never).")
    long limit = Long.MAX_VALUE;

    @Mixin
    KafkaAddress address = new KafkaAddress();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new BadInput("--limit: expected a number of records of at least 1, got " + limit);
        }
        KafkaConnection connection = address.connection();
        PrintWriter out = spec.commandLine().getOut();
        try (TopicTail tail = TopicTail.open(connection, topic(address.topics()), fromBeginning)) {
            print(tail, out);
        } catch (InterruptException e) {
            Thread.currentThread().interrupt(); // the way in which a tail ends
        } catch (KafkaException e) {
            throw new BadInput("no Kafka answers at " + connection.bootstrap() + ": " + e.getMessage(), e);
        }
        return 0;
    }

    private void print(TopicTail tail, PrintWriter out) {
        long left = limit;
        while (left > 0 && !out.checkError()) { // flushes; an error: the reader of the pipe has gone
            for (String line : tail.next(left)) {
                out.println(line);
                left--;
            }
        }
    }

    private String topic(Topics topics) {
        return switch (what) {
            case spectra -> topics.spectra();
            case events -> topics.events();
            case distances -> topics.distances();
            case runs -> topics.runs();
        };
    }
}
