/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.AnalysisDocument;
import io.github.koopwatch.agent.offline.RetainedLog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Analyses what is retained of a live run again, with other settings. */
@Command(
        name = "reanalyze",
        mixinStandardHelpOptions = true,
        description =
                "Analyse the retained snapshots of a live run again with other settings: the newest incarnation, its"
                        + " first observable. The service and its results stay as they are. Snapshots are kept for 24 hours;"
                        + " windows count from the oldest one that is left.")
public final class ReanalyzeCommand implements Callable<Integer> {
    @Option(names = "--run", paramLabel = "R", required = true, description = "Key of the run.")
    private String run = "";

    @Option(names = "--from-step", paramLabel = "S", description = "Leave out snapshots before this step.")
    private long fromStep;

    @Option(names = "--json", description = "Print one JSON document, as analyze does.")
    private boolean json;

    @Mixin
    private AnalysisOptions analysis = new AnalysisOptions();

    @Mixin
    private KafkaAddress address = new KafkaAddress();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        analysis.settings(); // refuses bad ones before anything is read
        AnalysisDocument document = RetainedLog.analysed(
                address.connection(), address.topics().snapshots(), run, fromStep, analysis.request());
        if (json) {
            Output.json(spec, document);
        } else {
            Output.lines(spec, AnalysisTable.of(document));
        }
        return 0;
    }
}
