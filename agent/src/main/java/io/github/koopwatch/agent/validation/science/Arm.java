/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.EngineRun;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Replicas of one configuration as a trainer left them: {@code NAME.npz} with {@code x} [replica, T, d], {@code NAME.json}
 * with curves beside it.
 *
 * @param curves of each name [replica][value], at equal steps in every replica: loss, norm of all weights, …
 */
public record Arm(String name, Trajectory x, Map<String, double[][]> curves) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Throws BadInput for what is no such pair of files. */
    public static Arm read(Path folder, String name) {
        Path beside = folder.resolve(name + ".json");
        try {
            JsonNode curves = JSON.readTree(beside.toFile()).path("curves");
            Map<String, double[][]> all = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> curve : curves.properties()) {
                all.put(curve.getKey(), JSON.treeToValue(curve.getValue(), double[][].class));
            }
            return new Arm(name, Trajectory.read(folder.resolve(name + ".npz")).replicated(), all);
        } catch (IOException e) {
            throw new BadInput(beside + ": expected the curves of a training, got " + e.getMessage(), e);
        }
    }

    public int replicas() {
        return x.replicas();
    }

    /** A curve of every replica. Throws BadInput when the trainer left none of that name. */
    public double[][] curve(String curve) {
        double[][] values = curves.get(curve);
        if (values == null) {
            throw new BadInput(name + ".json: expected a curve " + curve + ", got " + curves.keySet());
        }
        return values;
    }

    /**
     * [replica][window] spectra by the engine that is used live. Throws BadInput where a window has none.
     */
    public List<List<Eigenvalues>> spectra(AnalysisSettings settings, Progress progress) {
        return IntStream.range(0, replicas())
                .mapToObj(replica -> {
                    progress.at("analysing " + name, replica, replicas());
                    return EngineRun.of(x, replica, settings, Progress.NONE).windows().stream()
                            .filter(window -> !window.partial())
                            .map(this::spectrum)
                            .toList();
                })
                .toList();
    }

    private Eigenvalues spectrum(AnalysedWindow window) {
        if (window.result() instanceof Spectrum spectrum) {
            return spectrum.eigenvalues();
        }
        throw new BadInput(name + ": expected a spectrum of steps " + window.firstStep() + " to " + window.lastStep()
                + ", got none");
    }
}
