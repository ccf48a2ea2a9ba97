/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The records of one run once more, under the rules of the live topology but with another analysis than the run asked
 * for. Nothing leaves but what is returned.
 */
public final class Rerun {
    private final String name;
    private final Analysis analysis;
    private final RunRecords records =
            new RunRecords(Stores.inMemoryKeyValueStore("rerun").get());
    private final RunRules rules =
            new RunRules(records, new RecordValidator(AnalysisRequests::objection), run -> Optional.empty());
    private @Nullable Run run;

    /** Of the run with that key. */
    public Rerun(String name, Analysis analysis) {
        this.name = name;
        this.analysis = analysis;
    }

    /** The windows that the record completes, of all observables. */
    public List<WindowSpectrum> apply(Record record) {
        RunRules.Step step = rules.apply(name, run, asked(record), 0);
        run = step.run();
        records.flush();
        return step.outcome().spectra();
    }

    /** The run's first observable; null before its RunStart. */
    public @Nullable String firstObservable() {
        return run == null || run.start().getObservablesCount() == 0
                ? null
                : run.start().getObservables(0).getName();
    }

    private Record asked(Record record) {
        if (!record.hasStart()) {
            return record;
        }
        RunStart start = record.getStart().toBuilder()
                .clearAnalyses()
                .addAnalyses(analysis)
                .build();
        return record.toBuilder().setStart(start).build();
    }
}
