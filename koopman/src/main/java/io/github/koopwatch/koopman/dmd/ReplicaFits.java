/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;

/**
 * Pooled fits of many subsets of the same replicas, as {@link SvdDmd#fit(double[][][], AnalysisSettings)} of the subset's
 * rows gives them. What all subsets share is computed once: the inner products of the columns, and where their rounding may
 * show the columns' QR.
 */
public final class ReplicaFits {
    /** Columns whose inner products take 50 MB. */
    private static final int MOST_COLUMNS = 2500;
    /** With more columns than so many times their length the QR's decomposition is the quicker one. */
    private static final int COLUMNS_PER_COORDINATE = 16;

    private final double[][][] replicas;
    private final AnalysisSettings settings;
    /** Displaced by their mean where fits are centred, so that little of the inner products is rounding. */
    private final Pool pool;

    private final @Nullable DMatrixRMaj gram;
    private @Nullable DMatrixRMaj factor;

    private ReplicaFits(double[][][] replicas, AnalysisSettings settings) {
        this.replicas = replicas;
        this.settings = settings;
        pool = Pool.of(replicas, settings.delays());
        if (affine()) {
            Matrices.centreColumns(pool.rows());
        }
        gram = mayBeSquared() ? trusted(gram()) : null;
    }

    private boolean mayBeSquared() {
        int columns = pool.rows().numCols;
        return settings.rank() != AnalysisSettings.ALL
                && columns <= MOST_COLUMNS
                && columns <= COLUMNS_PER_COORDINATE * height()
                && pool.first().length >= Dmd.FEWEST_PAIRS;
    }

    /** Where the fit of all replicas cannot be trusted, few fits of some can: none of them is then tried. */
    private @Nullable DMatrixRMaj trusted(DMatrixRMaj products) {
        int[] all = IntStream.range(0, replicas.length).toArray();
        return squared(products, pool.first(), rule(all)).fit(settings.rank()).trusted() ? products : null;
    }

    /** @param replicas [replica][time][coordinate], finite; of any lengths, all of one dimension */
    public static ReplicaFits of(double[][][] replicas, AnalysisSettings settings) {
        return new ReplicaFits(replicas, settings);
    }

    /** The spectrum of these replicas, or the reason why they have none. May be called from several threads. */
    public DmdResult fit(int... chosen) {
        int[] first = pairs(chosen);
        if (first.length < Dmd.FEWEST_PAIRS) {
            return Dmd.tooFewPairs();
        }
        FitRule rule = rule(chosen);
        if (gram != null) {
            Pairs.Fit fit = squared(gram, first, rule).fit(settings.rank());
            if (fit.trusted()) {
                return fit.result();
            }
        }
        return new FactorPairs(factor(), first, affine(), rule)
                .fit(settings.rank())
                .result();
    }

    /** Uncentred columns without an anchor are whole displacements. */
    private GramPairs squared(DMatrixRMaj products, int[] first, FitRule rule) {
        return affine()
                ? GramPairs.affine(products, first, rule)
                : GramPairs.uncentred(products, new double[products.numRows], 0, first, rule);
    }

    private boolean affine() {
        return settings.centre() == Centre.AFFINE;
    }

    private FitRule rule(int[] chosen) {
        int rows = Arrays.stream(chosen).map(r -> replicas[r].length).sum();
        return FitRule.of(RankRule.limit(settings, Math.max(height(), rows)), settings);
    }

    private int height() {
        return (settings.delays() + 1) * pool.rows().numRows;
    }

    /** The first column of each pair of those replicas. */
    private int[] pairs(int[] chosen) {
        return Arrays.stream(chosen).flatMap(this::pairsOf).toArray();
    }

    private IntStream pairsOf(int replica) {
        int start = IntStream.range(0, replica).map(r -> replicas[r].length).sum();
        return IntStream.range(start, start + replicas[replica].length - settings.delays() - 1);
    }

    private DMatrixRMaj gram() {
        DMatrixRMaj rows = CommonOps_DDRM.multInner(pool.rows(), null);
        return Columns.diagonalSums(rows, settings.delays());
    }

    private synchronized DMatrixRMaj factor() {
        if (factor == null) {
            factor = Factoring.delayed(pool.rows(), settings.delays());
        }
        return factor;
    }
}
