/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.contract.Limits;
import picocli.CommandLine.Option;

/** How long a benchmark's snapshots are. */
final class BenchDimension {
    @Option(names = "--dim", paramLabel = "D", description = "Values per snapshot (default: ${DEFAULT-VALUE}).")
    private int dimension = 1024;

    /** Throws BadInput for a length that the contract does not allow. */
    int get() {
        BenchAnalysis.requireBetween("--dim", dimension, 1, Limits.LARGEST_DIMENSION);
        return dimension;
    }
}
