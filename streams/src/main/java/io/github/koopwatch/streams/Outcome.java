/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.v1.GroupInput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that one record brings about, collected before any of it leaves. */
final class Outcome {
    private final List<WindowSpectrum> spectra = new ArrayList<>();
    private final List<SpectrumDistance> distances = new ArrayList<>();
    private final List<ChangeEvent> events = new ArrayList<>();
    private final List<ToGroup> groupInputs = new ArrayList<>();
    private final List<Drop> drops = new ArrayList<>();
    private @Nullable RunState state;
    private @Nullable Refusal refusal;
    private boolean expired;

    /** What a run tells its group. */
    record ToGroup(String group, GroupInput input) {}

    List<WindowSpectrum> spectra() {
        return spectra;
    }

    List<SpectrumDistance> distances() {
        return distances;
    }

    List<ChangeEvent> events() {
        return events;
    }

    List<ToGroup> groupInputs() {
        return groupInputs;
    }

    List<Drop> drops() {
        return drops;
    }

    /** The run's new state, or null when it did not change. */
    @Nullable RunState state() {
        return state;
    }

    void state(RunState changed) {
        state = changed;
    }

    /** Why the record was not taken, or null when it was. */
    @Nullable Refusal refusal() {
        return refusal;
    }

    void refuse(Refusal why) {
        refusal = why;
    }

    /** True when the run is to be forgotten everywhere. */
    boolean expired() {
        return expired;
    }

    void expire() {
        expired = true;
    }
}
