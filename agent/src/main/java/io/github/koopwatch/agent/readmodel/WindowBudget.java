/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Keeps the windows of all runs together within a number of bytes: the first to come are the first to go. */
final class WindowBudget {
    private static final int PER_WINDOW = 500;
    private static final int PER_MODE = 60;

    private final long limit;
    private final Deque<WindowSpectrum> arrivals = new ArrayDeque<>();
    private long bytes;

    WindowBudget(long limit) {
        this.limit = limit;
    }

    void add(WindowSpectrum w) {
        arrivals.addLast(w);
        bytes += weight(w);
    }

    /** The next window that has to leave; it may have left its series already. */
    Optional<WindowSpectrum> excess() {
        if (bytes <= limit || arrivals.isEmpty()) {
            return Optional.empty();
        }
        WindowSpectrum oldest = arrivals.removeFirst();
        bytes -= weight(oldest);
        return Optional.of(oldest);
    }

    /** Heap of a window, estimated: record, lists and tree node; per mode a double[2], its reference, residual and slot. */
    private static long weight(WindowSpectrum w) {
        return PER_WINDOW + (long) PER_MODE * w.eigenvalues().size();
    }
}
