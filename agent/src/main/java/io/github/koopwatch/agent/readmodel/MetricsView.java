/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.List;
import java.util.Map;

/**
 * What a scrape shows, at one moment.
 *
 * @param runs those whose series have not expired, the one heard of last first
 * @param distances newest of each pair and reference, of every run
 * @param events per kind, counted since the model went live
 */
public record MetricsView(List<RunMetrics> runs, List<SpectrumDistance> distances, Map<String, Long> events) {}
