/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;

/**
 * What metrics say of one run.
 *
 * @param preset the run's first; empty while no analysis is known
 * @param windows newest full window of each observable under that preset
 * @param alerts those of the current incarnation that are firing
 */
public record RunMetrics(RunState state, String preset, List<WindowSpectrum> windows, List<ChangeEvent> alerts) {}
