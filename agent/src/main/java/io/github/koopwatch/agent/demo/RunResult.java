/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import java.util.Map;

/**
 * What the service published of one run.
 *
 * @param loss last loss that the trainer logged
 * @param spectra full windows by preset, ascending
 * @param events the run's alerts and notes
 */
record RunResult(Trainer trainer, double loss, Map<String, List<WindowSpectrum>> spectra, List<ChangeEvent> events) {
    String run() {
        return trainer.run();
    }

    /** Windows of the run's first analysis. */
    List<WindowSpectrum> windows() {
        return windows(trainer.analyses().get(0).preset());
    }

    List<WindowSpectrum> windows(String preset) {
        return spectra.getOrDefault(preset, List.of());
    }
}
