/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.streams.AnalysisRequests;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Centre;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a trajectory is analysed: a preset, and options that win over it. They are read as a run's own request is. */
final class AnalysisOptions {
    private static final int MOST = 1 << 30;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "monitor: window 100, hop 10, delays 0, rank 10, affine (default). paper: the same with 32"
                    + " delays, no centring. denoised: block mean 10, delays 4, rank 5. Other options win over it.")
    private String preset = "monitor";

    @Option(names = "--window", paramLabel = "ROWS", description = "Rows per window.")
    private @Nullable Integer window;

    @Option(names = "--hop", paramLabel = "ROWS", description = "Rows from the start of a window to the next one's.")
    private @Nullable Integer hop;

    @Option(
            names = "--delays",
            paramLabel = "ROWS",
            description = "Further rows stacked under each row; they lie inside the window.")
    private @Nullable Integer delays;

    @Option(
            names = "--rank",
            paramLabel = "N|all",
            converter = Rank.class,
            description = "Most modes kept; all: every one above rounding.")
    private @Nullable Integer rank;

    @Option(
            names = "--centre",
            paramLabel = "affine|none",
            converter = CentreName.class,
            description = "What is subtracted before the fit: separate means of X and Y, or nothing.")
    private @Nullable Centre centre;

    @Option(names = "--block-mean", paramLabel = "N", description = "Snapshots averaged into a row.")
    private @Nullable Integer blockMean;

    @Option(
            names = "--scale",
            paramLabel = "none|unit",
            converter = ScaleName.class,
            description = "How pairs are weighed: as they are, or each over the length of its first half.")
    private @Nullable Scale scale;

    @Option(
            names = "--refine",
            description = "Refine the Ritz pairs, as in DMD-RRR: for each eigenvalue the direction of least residual.")
    private boolean refine;

    /** Throws BadInput for settings that do not go together. */
    AnalysisSettings settings() {
        try {
            RunStart run = RunStart.newBuilder().addAnalyses(request()).build();
            return AnalysisRequests.analyses(run).get(0);
        } catch (IllegalArgumentException e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
        }
    }

    /** The same as a run would ask for it. */
    Analysis request() {
        Analysis.Builder asked = Analysis.newBuilder().setPreset(preset);
        if (window != null) {
            asked.setWindow(window);
        }
        if (hop != null) {
            asked.setHop(hop);
        }
        if (delays != null) {
            asked.setDelays(delays);
        }
        if (rank != null) {
            asked.setRank(rank);
        }
        if (centre != null) {
            asked.setCentre(centre);
        }
        if (blockMean != null) {
            asked.setBlockMean(blockMean);
        }
        if (scale != null) {
            asked.setScale(scale);
        }
        if (refine) {
            asked.setRefine(true);
        }
        return asked.build();
    }

    private static final class Rank implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.equals("all")) {
                return 0; // as a request says it
            }
            try {
                int rank = Integer.parseInt(text);
                if (rank >= 1 && rank <= MOST) {
                    return rank;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new TypeConversionException("expected a number from 1 or all, got '" + text + "'");
        }
    }

    private static final class CentreName implements ITypeConverter<Centre> {
        @Override
        public Centre convert(String text) {
            return switch (text) {
                case "affine" -> Centre.CENTRE_AFFINE;
                case "none" -> Centre.CENTRE_NONE;
                default -> throw new TypeConversionException("expected affine or none, got '" + text + "'");
            };
        }
    }

    private static final class ScaleName implements ITypeConverter<Scale> {
        @Override
        public Scale convert(String text) {
            return switch (text) {
                case "none" -> Scale.SCALE_NONE;
                case "unit" -> Scale.SCALE_UNIT;
                default -> throw new TypeConversionException("expected none or unit, got '" + text + "'");
            };
        }
    }
}
