/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What is shipped around the service: dashboards, rules, image, compose file, manifests. The compose file's commands run
 * outside containers, as one stack for all tests of this JVM, beside Debian's Prometheus and Alertmanager.
 */
@NullMarked
package io.github.koopwatch.agent.integration;

import org.jspecify.annotations.NullMarked;
