/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.WindowSpectrum;

/**
 * Which windows of a run are wanted; bounds are inclusive and meant for whole windows.
 *
 * @param from least first step
 * @param to greatest last step
 */
public record SpectraQuery(String run, long incarnation, String observable, String preset, long from, long to) {
    /** The same from a later first step on, if that is later. */
    public SpectraQuery from(long later) {
        return new SpectraQuery(run, incarnation, observable, preset, Math.max(from, later), to);
    }

    /** True for a window that the query asks for. */
    public boolean wants(WindowSpectrum w) {
        return w.incarnation() == incarnation
                && w.firstStep() >= from
                && w.lastStep() <= to
                && w.run().equals(run)
                && w.observable().equals(observable)
                && w.preset().equals(preset);
    }
}
