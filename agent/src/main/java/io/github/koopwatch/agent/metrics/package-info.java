/* SPDX-License-Identifier: Apache-2.0 */
/** The Prometheus view: series of runs built from the read model at each scrape, and meters of the service itself. */
@NullMarked
package io.github.koopwatch.agent.metrics;

import org.jspecify.annotations.NullMarked;
