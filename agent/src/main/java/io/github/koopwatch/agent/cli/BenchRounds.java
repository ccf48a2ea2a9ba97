/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How often and how long a benchmark measures what it holds side by side. */
final class BenchRounds {
    private static final int MOST_ROUNDS = 100;
    private static final int MOST_SECONDS = 3600;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each measurement (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Of all in turn, after one that does not count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    BenchRounds(int seconds, int rounds) {
        this.seconds = seconds;
        this.rounds = rounds;
    }

    /** Of each measurement. Throws BadInput when out of range. */
    Duration time() {
        BenchAnalysis.requireBetween("--seconds", seconds, 1, MOST_SECONDS);
        return Duration.ofSeconds(seconds);
    }

    /** Throws BadInput when out of range. */
    int rounds() {
        BenchAnalysis.requireBetween("--rounds", rounds, 1, MOST_ROUNDS);
        return rounds;
    }
}
