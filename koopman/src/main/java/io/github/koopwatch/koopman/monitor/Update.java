/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.detect.Change;
import java.util.List;

/** What one record brought about: windows that became full, changes that were found or resolved. */
public record Update(List<AnalysedWindow> windows, List<Change> changes) {}
