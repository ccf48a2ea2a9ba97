/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import java.util.List;

/**
 * What the demonstration did.
 *
 * @param failures the stages that did not work, each with what was expected and what was seen; empty when all did
 * @param findings one sentence each, from the spectra and events that the service published
 * @param snapshots snapshots published
 * @param bytes size of all that was published
 * @param trainingSeconds duration of the paced training
 */
public record DemoReport(
        List<String> failures, List<String> findings, long snapshots, long bytes, double trainingSeconds) {
    public DemoReport {
        failures = List.copyOf(failures);
        findings = List.copyOf(findings);
    }

    public boolean everyStageWorked() {
        return failures.isEmpty();
    }
}
