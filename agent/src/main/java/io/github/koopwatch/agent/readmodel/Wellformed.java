/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a document read from a topic is one that the rest may rely on: anybody with access to the broker can write there.
 * Each method throws IllegalArgumentException that names the field, what was expected and what came.
 */
final class Wellformed {
    private Wellformed() {}

    static RunState run(String key, RunState s) {
        if (!key.equals(s.run())) {
            throw new IllegalArgumentException("run: expected the record's key '" + RunKey.shown(key) + "', got '"
                    + RunKey.shown(String.valueOf(s.run())) + "'");
        }
        key("run", s.run());
        key("group", s.group());
        key("arm", s.arm());
        present("labels", s.labels());
        present("scalars", s.scalars());
        present("observables", s.observables());
        s.observables().forEach(o -> key("observable", o.name()));
        s.presets().forEach(p -> key("preset", p));
        oneOf("state", s.state(), "live", "ended");
        return s;
    }

    static WindowSpectrum spectrum(WindowSpectrum w) {
        key("run", w.run());
        key("observable", w.observable());
        key("preset", w.preset());
        present("eigenvalues", w.eigenvalues());
        present("residuals", w.residuals());
        present("modes", w.modes());
        int n = w.eigenvalues().size();
        if (w.modes().length != n || w.eigenvalues().stream().anyMatch(z -> z == null || z.length != 2)) {
            throw new IllegalArgumentException(
                    "eigenvalues: expected [re, im] and a mode each, got " + n + " for " + w.modes().length + " modes");
        }
        return w;
    }

    static SpectrumDistance distance(SpectrumDistance d) {
        key("group", d.group());
        key("observable", d.observable());
        key("preset", d.preset());
        keyOrNull("run", d.run());
        keyOrNull("other", d.other());
        keyOrNull("arm", d.arm());
        keyOrNull("other_arm", d.otherArm());
        oneOf("reference", d.reference(), "previous", "early", "baseline", "pair", "arm");
        return d;
    }

    static ChangeEvent event(ChangeEvent e) {
        present("id", e.id());
        key("group", e.group());
        keyOrNull("run", e.run());
        keyOrNull("other", e.other());
        keyOrNull("observable", e.observable());
        present("kind", e.kind());
        oneOf("severity", e.severity(), "info", "warning", "critical");
        oneOf("state", e.state(), "firing", "resolved");
        return e;
    }

    private static void key(String field, @Nullable String value) {
        if (value == null || !RunKey.isValid(value)) {
            throw new IllegalArgumentException(
                    field + ": expected " + RunKey.RULE + ", got '" + RunKey.shown(String.valueOf(value)) + "'");
        }
    }

    private static void keyOrNull(String field, @Nullable String value) {
        if (value != null) {
            key(field, value);
        }
    }

    private static void present(String field, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(field + ": expected a value, got none");
        }
    }

    private static void oneOf(String field, @Nullable String value, String... known) {
        if (value == null || Stream.of(known).noneMatch(value::equals)) {
            throw new IllegalArgumentException(field + ": expected one of " + String.join(", ", known) + ", got '"
                    + RunKey.shown(String.valueOf(value)) + "'");
        }
    }
}
