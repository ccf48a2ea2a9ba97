/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;

/** The windows of one observable under one analysis in one incarnation. */
record Series(long incarnation, String observable, String preset) {
    static Series of(WindowSpectrum w) {
        return new Series(w.incarnation(), w.observable(), w.preset());
    }
}
