/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman;

/**
 * One analysis of a trajectory. Window, hop and delays count rows; a row is the mean of {@code blockMean} snapshots.
 *
 * @param preset the preset's name, or {@code custom} once an option overrides it
 * @param window rows per window
 * @param hop rows between the starts of consecutive windows
 * @param delays further rows stacked under each row; they lie inside the window
 * @param rank most modes kept; {@link #ALL} keeps every one above the rounding floor
 * @param centre what is subtracted before the fit
 * @param blockMean snapshots averaged into a row
 * @param scale how the pairs are weighed
 * @param refine whether Ritz pairs are refined (the second R of DMD-RRR)
 */
public record AnalysisSettings(
        String preset,
        int window,
        int hop,
        int delays,
        int rank,
        Centre centre,
        int blockMean,
        Scale scale,
        boolean refine) {
    /** The rank that keeps every mode above the rounding floor of the singular value decomposition. */
    public static final int ALL = Integer.MAX_VALUE;

    /** Name of settings that are no preset's. */
    public static final String CUSTOM = "custom";

    private static final int FEWEST_PAIRS = 3;
    private static final int LARGEST_WINDOW = 4096;
    private static final int LARGEST_BLOCK = 1_000_000;

    public AnalysisSettings {
        between("window", window, 2, LARGEST_WINDOW);
        between("hop", hop, 1, LARGEST_WINDOW);
        between("delays", delays, 0, LARGEST_WINDOW);
        between("rank", rank, 1, ALL);
        between("block-mean", blockMean, 1, LARGEST_BLOCK);
        if (window - delays - 1 < FEWEST_PAIRS) {
            throw new IllegalArgumentException("window and delays: expected at least " + FEWEST_PAIRS
                    + " pairs (window - delays - 1), got " + (window - delays - 1));
        }
    }

    /** Neither scaled nor refined. */
    public AnalysisSettings(String preset, int window, int hop, int delays, int rank, Centre centre, int blockMean) {
        this(preset, window, hop, delays, rank, centre, blockMean, Scale.NONE, false);
    }

    /** The default: 100 rows, hop 10, no delays, rank 10, affine. */
    public static AnalysisSettings monitor() {
        return new AnalysisSettings("monitor", 100, 10, 0, 10, Centre.AFFINE, 1);
    }

    /** As published: 32 delays, uncentred. */
    public static AnalysisSettings paper() {
        return new AnalysisSettings("paper", 100, 10, 32, 10, Centre.NONE, 1);
    }

    /** Block means of 10 snapshots, 4 delays, rank 5. */
    public static AnalysisSettings denoised() {
        return new AnalysisSettings("denoised", 100, 10, 4, 5, Centre.AFFINE, 10);
    }

    /** Throws IllegalArgumentException for a name that is no preset. */
    public static AnalysisSettings preset(String name) {
        return switch (name) {
            case "monitor" -> monitor();
            case "paper" -> paper();
            case "denoised" -> denoised();
            default ->
                throw new IllegalArgumentException("preset: expected monitor, paper or denoised, got '" + name + "'");
        };
    }

    /** These settings under another name, used when an option overrides a preset. */
    public AnalysisSettings named(String name) {
        return new AnalysisSettings(name, window, hop, delays, rank, centre, blockMean, scale, refine);
    }

    private static void between(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    name + ": expected " + low + " to " + (high == ALL ? "all" : high) + ", got " + value);
        }
    }
}
