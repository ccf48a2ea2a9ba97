/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.Comparator;

/** Where a window stands in its series; the partial one of an early phase comes before the full one that begins with it. */
public record WindowKey(long firstStep, long lastStep) implements Comparable<WindowKey> {
    private static final Comparator<WindowKey> ORDER =
            Comparator.comparingLong(WindowKey::firstStep).thenComparingLong(WindowKey::lastStep);

    public static WindowKey of(WindowSpectrum w) {
        return new WindowKey(w.firstStep(), w.lastStep());
    }

    @Override
    public int compareTo(WindowKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return firstStep + "." + lastStep;
    }
}
