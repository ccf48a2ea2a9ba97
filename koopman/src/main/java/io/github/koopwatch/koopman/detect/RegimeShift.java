/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The life of the newest regime shift: fired, cause named 24 rows later where it is clear, resolved when armed again. */
final class RegimeShift {
    private final SlotRing ring;
    private Optional<Finding> open = Optional.empty();

    RegimeShift(SlotRing ring) {
        this.ring = ring;
    }

    Change fire(long step, Cusum.Peak peak, double threshold) {
        long to = ring.rows();
        long from = Math.min(to - 1, ring.rowOf(peak.onset()));
        long past = Math.max(ring.oldest(), from - Standard.REFERENCE);
        double middle = (from + to - 1) / 2.0;
        double before = Standard.expected(
                ring.values(peak.channel(), past, past + Standard.REFERENCE), middle - past - Standard.REFERENCE + 1);
        double after = Median.of(ring.values(peak.channel(), from, to));
        Finding finding = new Finding(
                ChangeKind.REGIME_SHIFT,
                Cause.UNKNOWN,
                peak.direction(),
                to - 1,
                step,
                peak.onset(),
                peak.channel(),
                peak.sum(),
                threshold,
                before,
                after,
                0);
        open = Optional.of(finding);
        return finding.firing();
    }

    /** New versions of the open shift after one more row. */
    List<Change> progress(long step, long start, boolean armed) {
        List<Change> changes = new ArrayList<>();
        open.filter(f -> ring.rows() == f.row() + CauseTable.ROWS && start <= f.row() + 1)
                .map(f -> f.because(CauseTable.attribute(ring, ring.rowOf(f.onset()), f.row())
                        .cause()))
                .filter(f -> f.cause() != Cause.UNKNOWN)
                .ifPresent(f -> {
                    open = Optional.of(f);
                    changes.add(f.firing());
                });
        if (armed) {
            open.ifPresent(f -> changes.add(f.resolved(step)));
            open = Optional.empty();
        }
        return changes;
    }

    void write(ByteBuffer out) {
        out.put((byte) (open.isPresent() ? 1 : 0));
        open.ifPresent(finding -> finding.write(out));
    }

    void read(ByteBuffer in) {
        open = in.get() == 1 ? Optional.of(Finding.read(in)) : Optional.empty();
    }
}
