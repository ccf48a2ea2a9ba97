/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.offline.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arms of fully connected networks, by python/validation/science/dense.py. */
final class DenseArms {
    /** Seeds between two arms: no replica of one is another's. */
    private static final int APART = 1_000;

    private final List<String> words = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /** Adds an arm; what it sets is {@code KEY=VALUE}. */
    DenseArms arm(String name, String... sets) {
        names.add(name);
        words.addAll(List.of("--arm", name, "seed=" + APART * names.size()));
        words.addAll(List.of(sets));
        return this;
    }

    /** Trains what is not there; the arms by name. Throws BadInput. */
    Map<String, Arm> train(String study, Effort effort, int replicas, int steps, Progress progress) {
        Path folder = effort.folder(study);
        List<String> arguments = new ArrayList<>(List.of("--out", folder.toString()));
        arguments.addAll(List.of("--replicas", "" + replicas, "--steps", "" + steps));
        arguments.addAll(words);
        Python.find(progress).train("science.dense", arguments, progress);
        Map<String, Arm> arms = new LinkedHashMap<>();
        names.forEach(name -> arms.put(name, Arm.read(folder, name)));
        return arms;
    }
}
