/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import org.jspecify.annotations.Nullable;

/**
 * Where an observable's state is kept: many small records, none of which grows with time. What was written is all that an
 * {@link ObservableMonitor} needs to go on as if it had never stopped.
 */
public interface Slots {
    /** A place for nothing: an analysis that is not resumed. */
    Slots NONE = new Slots() {
        @Override
        public byte @Nullable [] read(Key key) {
            return null;
        }

        @Override
        public void write(Key key, byte[] value) {
            // Nothing is resumed, so nothing is kept.
        }
    };

    /** What a record holds. The letters are stored: one is never given a second meaning. */
    enum Kind {
        /** Counts, steps and the detector's sums: one per observable. */
        HEAD('h'),
        /** A row of the ring with block mean {@code index}. */
        ROW('r'),
        /** The unfinished block of block mean {@code index}. */
        BLOCK('b'),
        /** Channel values of one snapshot. */
        CHANNEL('c'),
        /** Tracked modes and reference spectra of analysis {@code index}. */
        ANALYSIS('a'),
        /** A recent spectrum of analysis {@code index}. */
        SPECTRUM('s'),
        /** What the detector of windows of analysis {@code index} knows beside its windows. */
        EPOCH('e'),
        /** A window that the slow channels of analysis {@code index} took. */
        WINDOW('w');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        public char letter() {
            return letter;
        }
    }

    /** Names a record: slots are reused in a ring. */
    record Key(Kind kind, int index, int slot) {}

    /** The newest value written under the key, or null. */
    byte @Nullable [] read(Key key);

    void write(Key key, byte[] value);
}
