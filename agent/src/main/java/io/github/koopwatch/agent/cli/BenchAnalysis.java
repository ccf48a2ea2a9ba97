/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.streams.AnalysisRequests;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.RunStart;
import picocli.CommandLine.Option;

/** What the benchmarks compute of each run: the preset monitor with another window or rank. */
final class BenchAnalysis {
    private static final int LARGEST_RANK = 4096;

    @Option(names = "--window", paramLabel = "W", description = "Rows per window (default: ${DEFAULT-VALUE}).")
    private int window = 100;

    @Option(names = "--rank", paramLabel = "K", description = "Most modes kept (default: ${DEFAULT-VALUE}).")
    private int rank = 10;

    /** Throws BadInput for settings that do not go together. */
    AnalysisSettings settings() {
        try {
            return AnalysisRequests.analyses(
                            RunStart.newBuilder().addAnalyses(request()).build())
                    .get(0);
        } catch (IllegalArgumentException e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
        }
    }

    /** The same as a run asks for it. */
    Analysis request() {
        requireBetween("--rank", rank, 1, LARGEST_RANK);
        return Analysis.newBuilder().setWindow(window).setRank(rank).build();
    }

    static void requireBetween(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new BadInput(name + ": expected " + low + " to " + high + ", got " + value);
        }
    }
}
