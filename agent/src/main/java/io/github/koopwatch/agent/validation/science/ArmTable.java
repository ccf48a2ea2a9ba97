/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.drawing.Plane;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Arms compared two by two, by their spectra in preset denoised and by norm and loss; what was asked makes the table. */
final class ArmTable {
    private final Map<String, Arm> arms;
    private final Map<String, List<List<Eigenvalues>>> spectra = new LinkedHashMap<>();
    private final List<List<String>> rows = new ArrayList<>();

    private ArmTable(Map<String, Arm> arms) {
        this.arms = arms;
    }

    static ArmTable of(Map<String, Arm> arms, Progress progress) {
        ArmTable table = new ArmTable(arms);
        arms.forEach((name, arm) -> table.spectra.put(name, arm.spectra(AnalysisSettings.denoised(), progress)));
        return table;
    }

    /** A claim that two arms train differently. */
    Claim different(String id, String text, String a, String b) {
        Distances distances = compared(a, b);
        return Claim.of(id, text, "different", distances.between("W1"), distances.different());
    }

    /** A claim that two arms train equivalently. */
    Claim equivalent(String id, String text, String a, String b) {
        return equivalent(id, text, "equivalent", a, b);
    }

    /** The same, with what was published. */
    Claim equivalent(String id, String text, String published, String a, String b) {
        Distances distances = compared(a, b);
        return Claim.of(id, text, published, distances.between("W1"), distances.equivalent());
    }

    private Distances compared(String a, String b) {
        Distances distances = Distances.spectra(of(a), of(b));
        rows.add(distances.row(a + ", " + b + ": spectra"));
        for (String curve : List.of("norm", "loss")) {
            rows.add(Distances.curves(arm(a).curve(curve), arm(b).curve(curve)).row(a + ", " + b + ": " + curve));
        }
        return distances;
    }

    private Arm arm(String name) {
        return Objects.requireNonNull(arms.get(name), name);
    }

    private List<List<Eigenvalues>> of(String name) {
        return Objects.requireNonNull(spectra.get(name), name);
    }

    /** Of all that was compared so far. */
    Table table(String first) {
        return new Table("What tells them apart", Distances.columns(first), List.copyOf(rows));
    }

    /** The last window of every replica of some arms. */
    Plane spectra(String title, String... names) {
        return new Plane(
                title,
                false,
                Arrays.stream(names)
                        .map(name -> new Plane.Side(
                                name,
                                of(name).stream().map(w -> w.get(w.size() - 1)).toList()))
                        .toList());
    }
}
