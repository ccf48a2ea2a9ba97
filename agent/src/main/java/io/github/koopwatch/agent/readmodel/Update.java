/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something new in the read model.
 *
 * @param type what listeners of the stream call it
 * @param runs the runs that it is about; none for a group's
 * @param group the group that it belongs to; empty while it is not known
 * @param body its JSON document
 */
public record Update(Type type, Set<String> runs, String group, Object body) {
    /** The kinds of news. */
    public enum Type {
        RUN,
        REMOVED,
        SPECTRUM,
        DISTANCE,
        EVENT
    }

    static Update run(RunState state) {
        return new Update(Type.RUN, Set.of(state.run()), state.group(), state);
    }

    static Update removed(String run, String group) {
        return new Update(Type.REMOVED, Set.of(run), group, Map.of("run", run, "group", group));
    }

    static Update spectrum(String group, WindowSpectrum window) {
        return new Update(Type.SPECTRUM, Set.of(window.run()), group, window);
    }

    static Update distance(SpectrumDistance distance) {
        return new Update(Type.DISTANCE, known(distance.run(), distance.other()), distance.group(), distance);
    }

    static Update event(ChangeEvent event) {
        return new Update(Type.EVENT, known(event.run(), event.other()), event.group(), event);
    }

    private static Set<String> known(@Nullable String... runs) {
        return Stream.of(runs).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
    }
}
