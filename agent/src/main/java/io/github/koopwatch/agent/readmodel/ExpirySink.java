/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

/** Takes the request to forget a run, for the topology to obey while the run's head is still where it was seen. */
@FunctionalInterface
public interface ExpirySink {
    /** Called again from time to time until the run is gone. */
    void expire(String run, long incarnation, long lastStep);
}
