/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.koopman.detect.Change;
import org.jspecify.annotations.Nullable;

/** Builds the events of a run. */
public final class Events {
    private static final String FIRING = "firing";
    private static final String RESOLVED = "resolved";

    private Events() {}

    /** A change that the engine found, or a later version of it. */
    public static ChangeEvent change(Results.Source source, Change change) {
        return new ChangeEvent(
                id(source, change.kind().jsonName(), change.step()),
                source.run(),
                source.group(),
                null,
                source.observable(),
                change.preset(),
                source.incarnation(),
                change.kind().jsonName(),
                change.cause().jsonName(),
                change.direction() == null ? null : change.direction().jsonName(),
                change.step(),
                change.onsetStep(),
                change.channel(),
                change.statistic(),
                change.threshold(),
                change.severity().jsonName(),
                change.state().jsonName(),
                change.expected(),
                change.message());
    }

    /** Values that are not finite, first seen at {@code step}. */
    static ChangeEvent notFinite(Results.Source source, long step, boolean resolved) {
        return rule(
                source,
                "NonFinite",
                "divergence",
                step,
                resolved ? RESOLVED : FIRING,
                "snapshot of " + source.observable() + " at step " + step + " holds NaN or infinity"
                        + (resolved ? "; a later one was finite again" : ""));
    }

    /** A publisher of an incarnation that a newer one has replaced. */
    static ChangeEvent olderIncarnation(Results.Source source, long older, @Nullable Long lastStep) {
        return rule(
                source,
                "RunStale",
                "unknown",
                lastStep == null ? 0 : lastStep,
                FIRING,
                "a publisher with the older incarnation " + older + " started while incarnation " + source.incarnation()
                        + " is current; its snapshots are dropped");
    }

    private static ChangeEvent rule(
            Results.Source source, String kind, String cause, long step, String state, String message) {
        return new ChangeEvent(
                id(source, kind, step),
                source.run(),
                source.group(),
                null,
                source.observable(),
                null,
                source.incarnation(),
                kind,
                cause,
                null,
                step,
                step,
                null,
                Double.NaN,
                Double.NaN,
                "critical",
                state,
                false,
                message);
    }

    private static String id(Results.Source source, String kind, long step) {
        return source.run() + "/" + source.incarnation() + "/" + source.observable() + "/" + kind + "/" + step;
    }
}
