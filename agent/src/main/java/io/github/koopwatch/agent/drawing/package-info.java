/* SPDX-License-Identifier: Apache-2.0 */
/** Still pictures, as SVG that needs neither script nor style: curves, spectra in the plane, squares of distances. */
@NullMarked
package io.github.koopwatch.agent.drawing;

import org.jspecify.annotations.NullMarked;
