/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the windows of all runs together within a number of bytes: the first to come are the first to go. */
final class WindowBudget {
    private static final int PER_WINDOW = 500;
    private static final int PER_MODE = 60;

    private final long limit;
    private final Set<Held> arrivals = new LinkedHashSet<>();
    private long bytes;

    WindowBudget(long limit) {
        this.limit = limit;
    }

    /** That very window, not one that says the same. */
    private record Held(WindowSpectrum window) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Held held && held.window == window;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(window);
        }
    }

    void add(WindowSpectrum w) {
        if (arrivals.add(new Held(w))) {
            bytes += weight(w);
        }
    }

    /** Of a window that has left its series. */
    void remove(WindowSpectrum w) {
        if (arrivals.remove(new Held(w))) {
            bytes -= weight(w);
        }
    }

    /** The next window that has to leave. */
    Optional<WindowSpectrum> excess() {
        if (bytes <= limit || arrivals.isEmpty()) {
            return Optional.empty();
        }
        WindowSpectrum oldest = arrivals.iterator().next().window();
        remove(oldest);
        return Optional.of(oldest);
    }

    /** Heap of a window, estimated: record, lists and tree node; per mode a double[2], its reference, residual and slot. */
    private static long weight(WindowSpectrum w) {
        return PER_WINDOW + (long) PER_MODE * w.eigenvalues().size();
    }
}
