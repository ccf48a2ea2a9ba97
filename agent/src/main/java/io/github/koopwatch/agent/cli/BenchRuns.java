/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import picocli.CommandLine.Option;

/** How many runs a benchmark publishes at a time. */
final class BenchRuns {
    private final int most;

    @Option(names = "--runs", paramLabel = "N", description = "Runs at a time (default: ${DEFAULT-VALUE}).")
    private int runs;

    BenchRuns(int usual, int most) {
        this.runs = usual;
        this.most = most;
    }

    /** Throws BadInput for a number out of range. */
    int get() {
        BenchAnalysis.requireBetween("--runs", runs, 1, most);
        return runs;
    }
}
