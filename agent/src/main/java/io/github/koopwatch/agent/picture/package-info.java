/* SPDX-License-Identifier: Apache-2.0 */
/** What reports and page draw, in bounded size: curves, evenly spaced windows, squares of distances. */
@NullMarked
package io.github.koopwatch.agent.picture;

import org.jspecify.annotations.NullMarked;
