/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Locale;

/** What changed in the training, as far as the weights tell. Stored by position: append only. */
public enum Cause {
    STEP_SIZE_UP,
    STEP_SIZE_DOWN,
    NOISE_UP,
    NOISE_DOWN,
    MOMENTUM,
    OPTIMIZER,
    REGULARISATION,
    DATA,
    FREEZE,
    STOP,
    DIVERGENCE,
    UNKNOWN;

    /** The name that stands in events. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
