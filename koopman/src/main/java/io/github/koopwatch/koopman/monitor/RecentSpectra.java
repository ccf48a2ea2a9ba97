/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest spectra of one analysis, enough of them to find the last one without rows in common. */
final class RecentSpectra {
    private final Slots slots;
    private final int analysis;
    private final int capacity;
    private final @Nullable Entry[] entries;

    /** Rows are global row indices of the analysis's ring. */
    private record Entry(long lastRow, Eigenvalues spectrum) {}

    private RecentSpectra(int analysis, int capacity, Slots slots) {
        this.analysis = analysis;
        this.capacity = capacity;
        this.slots = slots;
        this.entries = new @Nullable Entry[capacity];
    }

    /** The spectra that are left of {@code emitted} ones. */
    static RecentSpectra restore(int analysis, int window, int hop, long emitted, Slots slots) {
        RecentSpectra recent = new RecentSpectra(analysis, (window + hop - 1) / hop + 1, slots);
        for (long i = Math.max(0, emitted - recent.capacity); i < emitted; i++) {
            recent.read((int) (i % recent.capacity));
        }
        return recent;
    }

    /** The newest spectrum all of whose rows lie before {@code firstRow}. */
    Optional<Eigenvalues> before(long firstRow) {
        Entry best = null;
        for (Entry entry : entries) {
            if (entry != null && entry.lastRow < firstRow && (best == null || entry.lastRow > best.lastRow)) {
                best = entry;
            }
        }
        return Optional.ofNullable(best).map(Entry::spectrum);
    }

    /** Keeps the {@code emitted}-th spectrum, counted from 0. */
    void add(long emitted, long lastRow, Eigenvalues spectrum) {
        int slot = (int) (emitted % capacity);
        entries[slot] = new Entry(lastRow, spectrum);
        ByteBuffer out = StateBytes.begin(Slots.Kind.SPECTRUM, Long.BYTES + StateBytes.size(spectrum))
                .putLong(lastRow);
        StateBytes.put(out, spectrum);
        slots.write(key(slot), out.array());
    }

    private void read(int slot) {
        byte @Nullable [] stored = slots.read(key(slot));
        if (stored != null) {
            ByteBuffer in = StateBytes.open(Slots.Kind.SPECTRUM, stored);
            entries[slot] = new Entry(in.getLong(), StateBytes.eigenvalues(in));
        }
    }

    private Slots.Key key(int slot) {
        return new Slots.Key(Slots.Kind.SPECTRUM, analysis, slot);
    }
}
