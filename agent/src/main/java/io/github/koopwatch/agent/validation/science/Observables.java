/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.agent.validation.limits.Cleaning;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** One network, watched through several observables: which pairs of configurations does each tell apart? */
public final class Observables implements Study {
    private static final String BASE = "base";
    private static final String SEEDS = "seeds";
    private static final List<String> CHANGED = List.of("rate", "batch", "width", "activation", "momentum");
    private static final String RATIO = "ratio";
    private static final List<String> ALL =
            List.of("weights", "last_layer", "logits", "gradient_norms", "log_prob_quantiles");
    private static final List<String> BASELINES = List.of("norm", "loss");
    private static final int REPLICAS = 6;
    private static final int QUICK_REPLICAS = 4;

    @Override
    public String name() {
        return "observables";
    }

    @Override
    public String title() {
        return "Choice of observable";
    }

    @Override
    public Findings run(Effort effort, Progress progress) {
        Path folder = effort.folder(name());
        if (!Files.exists(folder.resolve("momentum-weights.json"))) {
            String replicas = String.valueOf(effort.replicas(REPLICAS, QUICK_REPLICAS));
            Python.find(progress)
                    .train("observing.make", List.of("--out", folder.toString(), "--replicas", replicas), progress);
        }
        Map<String, Map<String, Distances>> found = new LinkedHashMap<>();
        for (String observable : ALL) {
            progress.at("comparing", found.size(), ALL.size());
            found.put(observable, spectra(folder, observable));
        }
        BASELINES.forEach(curve -> found.put(curve, curves(folder, curve)));
        return new Findings(
                ALL.stream().flatMap(o -> claims(o, at(found, o)).stream()).toList(),
                List.of(table("p of the permutation of replicas", found, true), table("Area", found, false)),
                List.of(),
                REMARKS);
    }

    private static final List<String> REMARKS = List.of(
            "Against six replicas of: tanh, width 12, SGD with rate 0.1, batches of 32, on the digits that ship with"
                    + " Koopwatch. seeds: the same with other seeds. rate: 0.2. batch: 128. ratio: rate 0.2 and batches of"
                    + " 64. width: 24. activation: ReLU. momentum: rate 0.01 with 0.9. Windows of 100 of 600 steps, rank 10.",
            "norm and loss are the baselines: the length of all weights and the training loss, by the same permutation of"
                    + " the mean absolute difference of their curves.");

    /** From the base to every other arm. */
    private static Map<String, Distances> spectra(Path folder, String observable) {
        Map<String, List<List<Eigenvalues>>> spectra = new HashMap<>();
        others().forEach(arm -> spectra.put(arm, windows(Arm.read(folder, arm + "-" + observable))));
        List<List<Eigenvalues>> base = windows(Arm.read(folder, BASE + "-" + observable));
        Map<String, Distances> distances = new LinkedHashMap<>();
        others().forEach(arm -> distances.put(arm, Distances.spectra(base, at(spectra, arm))));
        return distances;
    }

    private static Map<String, Distances> curves(Path folder, String curve) {
        double[][] base = Arm.read(folder, BASE + "-weights").curve(curve);
        Map<String, Distances> distances = new LinkedHashMap<>();
        others().forEach(arm -> distances.put(
                arm, Distances.curves(base, Arm.read(folder, arm + "-weights").curve(curve))));
        return distances;
    }

    private static List<List<Eigenvalues>> windows(Arm arm) {
        Trajectory x = arm.x();
        return IntStream.range(0, arm.replicas())
                .mapToObj(replica -> Cleaning.ALL.get(0).spectra(rows(x, replica)))
                .toList();
    }

    private static float[][] rows(Trajectory x, int replica) {
        return IntStream.range(0, x.rows())
                .mapToObj(t -> x.row(replica, t).clone())
                .toArray(float[][]::new);
    }

    private static List<Claim> claims(String observable, Map<String, Distances> found) {
        String id = "observables." + observable.replace('_', '-');
        long told = CHANGED.stream()
                .filter(arm -> at(found, arm).look().pValue() <= Ruling.ALPHA)
                .count();
        Distances seeds = at(found, SEEDS);
        return List.of(
                Claim.of(
                        id,
                        "spectra of " + observable + " tell every changed configuration apart",
                        "-",
                        Figure.of("told apart, of " + CHANGED.size(), told),
                        Ruling.exactly(told == CHANGED.size(), "p at most " + Ruling.ALPHA + " in each")),
                Claim.of(
                        id + "-seeds",
                        "other seeds alone are equivalent by spectra of " + observable,
                        "-",
                        seeds.between("W1"),
                        seeds.equivalent()));
    }

    private static Table table(String title, Map<String, Map<String, Distances>> found, boolean p) {
        List<String> columns = new ArrayList<>(List.of("seen through"));
        columns.addAll(others());
        List<List<String>> rows = new ArrayList<>();
        found.forEach((observable, arms) -> {
            List<String> row = new ArrayList<>(List.of(observable));
            others().forEach(arm -> row.add(Figure.digits(
                    p ? at(arms, arm).look().pValue() : at(arms, arm).area())));
            rows.add(row);
        });
        return new Table(title, columns, rows);
    }

    private static <K, V> V at(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key), () -> "nothing of " + key);
    }

    private static List<String> others() {
        List<String> others = new ArrayList<>(List.of(SEEDS));
        others.addAll(CHANGED);
        others.add(RATIO);
        return others;
    }
}
