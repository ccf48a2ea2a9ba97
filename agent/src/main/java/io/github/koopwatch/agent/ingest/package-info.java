/* SPDX-License-Identifier: Apache-2.0 */
/** The gRPC door: takes a run's messages, judges them, writes them to the log, and answers. */
@NullMarked
package io.github.koopwatch.agent.ingest;

import org.jspecify.annotations.NullMarked;
