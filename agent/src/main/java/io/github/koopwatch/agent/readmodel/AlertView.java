/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import io.github.koopwatch.contract.result.WindowSpectrum;
import org.jspecify.annotations.Nullable;

/**
 * An alert with what memory holds around it.
 *
 * @param evidence the newest that a version of it carried
 * @param before the last full window that ends before the onset
 * @param after the first full window that begins with or after the onset, else the newest that has reached it
 */
public record AlertView(
        ChangeEvent event,
        @Nullable Evidence evidence,
        @Nullable WindowSpectrum before,
        @Nullable WindowSpectrum after) {}
