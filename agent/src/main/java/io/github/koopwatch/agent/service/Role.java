/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

/** What a process can be. */
public enum Role {
    /** A Kafka broker of its own. */
    BROKER,
    /** The gRPC door. */
    INGEST,
    /** A share of the topology. */
    STREAMS,
    /** The read model: metrics of runs, API, live page. */
    UI
}
