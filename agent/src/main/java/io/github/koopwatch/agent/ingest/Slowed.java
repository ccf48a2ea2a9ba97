/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import java.util.Locale;

/** Why a stream is not read for now. */
enum Slowed {
    /** Its run sends faster than one run may. */
    RUN_RATE,
    /** All runs together send faster than they may. */
    RATE,
    /** Too much of its run waits for the topology. */
    AHEAD,
    /** Too much is on its way to Kafka. */
    MEMORY;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
