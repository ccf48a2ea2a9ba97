/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The life of the newest regime shift: fired, cause named 24 rows later where it is clear, resolved when armed again. */
final class RegimeShift {
    private final SlotRing ring;
    private Optional<Finding> open = Optional.empty();

    RegimeShift(SlotRing ring) {
        this.ring = ring;
    }

    Change fire(Cusum.Peak peak, double threshold, Announcing announcing) {
        long to = ring.rows();
        long from = Math.min(to - 1, ring.rowOf(peak.onset()));
        Finding finding = new Finding(
                ChangeKind.REGIME_SHIFT,
                Cause.UNKNOWN,
                Double.NaN,
                peak.direction(),
                to - 1,
                ring.newestStep(),
                peak.onset(),
                peak.channel(),
                peak.sum(),
                threshold,
                before(peak.channel(), from),
                level(peak.channel(), from, to),
                0,
                Announced.Reason.NOTHING);
        Finding told = announcing.tell(finding);
        open = Optional.of(told);
        return told.firing().with(ring.excerpt());
    }

    /** Where the past leads a channel in the middle of the rows since the onset. */
    private double before(int channel, long from) {
        long past = Math.max(ring.oldest(), from - Standard.REFERENCE);
        double middle = (from + ring.rows() - 1) / 2.0;
        double[] values = ring.filled(channel, past, past + Standard.REFERENCE);
        return values.length == 0 ? Double.NaN : Standard.expected(values, middle - past - Standard.REFERENCE + 1);
    }

    private double level(int channel, long from, long to) {
        double[] known = Arrays.stream(ring.atRate(channel, from, to))
                .filter(v -> !Double.isNaN(v))
                .toArray();
        return known.length == 0 ? Double.NaN : Median.of(known);
    }

    /** New versions of the open shift after one more row. */
    List<Change> progress(long step, long start, boolean armed) {
        List<Change> changes = new ArrayList<>();
        open.filter(f -> ring.rows() == f.row() + CauseTable.ROWS && start <= f.row() + 1)
                .filter(f -> f.cause() == Cause.UNKNOWN)
                .map(this::attributed)
                .filter(f -> f.cause() != Cause.UNKNOWN)
                .ifPresent(f -> {
                    open = Optional.of(f);
                    changes.add(f.firing().with(ring.excerpt()));
                });
        if (armed) {
            open.ifPresent(f -> changes.add(f.resolved(step)));
            open = Optional.empty();
        }
        return changes;
    }

    private Finding attributed(Finding finding) {
        Attribution found = CauseTable.attribute(ring, ring.rowOf(finding.onset()), finding.row());
        return finding.because(found.cause(), found.probability());
    }

    /** A new version of the open shift if it is young and was announced. */
    List<Change> announce(Announcing announcing) {
        Optional<Finding> told = open.map(announcing::tell);
        boolean news = !told.equals(open);
        open = told;
        return news ? told.map(Finding::firing).stream().toList() : List.of();
    }

    /** A new version of the open shift, unless it was announced: then a divergence is another matter. */
    Optional<Change> diverges() {
        if (open.isEmpty() || !open.get().reason().isNone()) {
            return Optional.empty();
        }
        open = open.map(f -> f.because(Cause.DIVERGENCE, Double.NaN));
        return open.map(f -> f.firing().with(ring.excerpt()));
    }

    void write(ByteBuffer out) {
        out.put((byte) (open.isPresent() ? 1 : 0));
        open.ifPresent(finding -> finding.write(out));
    }

    void read(ByteBuffer in) {
        open = in.get() == 1 ? Optional.of(Finding.read(in)) : Optional.empty();
    }
}
