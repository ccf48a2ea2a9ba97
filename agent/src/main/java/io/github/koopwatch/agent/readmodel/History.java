/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;

/** Windows that memory no longer holds. */
@FunctionalInterface
public interface History {
    /** A history that holds nothing. */
    History NONE = (query, limit) -> List.of();

    /** Thrown when the windows cannot be had now. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message) {
            super(message);
        }
    }

    /** The oldest windows that the query wants, at most {@code limit}, in the order in which they were written. */
    List<WindowSpectrum> read(SpectraQuery query, int limit) throws Unavailable;
}
