/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;

/**
 * Windows in memory, ascending.
 *
 * @param complete false when older windows of the run may exist that memory does not hold
 */
public record Selection(List<WindowSpectrum> windows, boolean complete) {}
