/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.Npy;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArmTest {
    @TempDir
    Path folder = Path.of("");

    private void write(String name, String shape, int size) throws IOException {
        double[] x = new Random(0).doubles(size).toArray();
        Npy.npz(folder.resolve(name + ".npz"), Map.of("x", Npy.doubles(shape, x)));
        Files.writeString(folder.resolve(name + ".json"), "{\"curves\": {\"loss\": [[2, 1], [3, 1]]}}");
    }

    @Test
    void arm_asATrainerLeavesIt_hasSpectraAndCurvesOfEveryReplica() throws IOException {
        write("arm", "(2, 120, 5)", 1200);
        Arm arm = Arm.read(folder, "arm");
        assertThat(arm.replicas()).isEqualTo(2);
        assertThat(arm.curve("loss")[1]).containsExactly(3, 1);
        assertThat(arm.spectra(AnalysisSettings.monitor(), Progress.NONE))
                .hasSize(2)
                .allMatch(w -> w.size() == 3);
        assertThatThrownBy(() -> arm.curve("norm")).isInstanceOf(BadInput.class).hasMessageContaining("curve norm");
    }

    @Test
    void arm_thatIsNotThere_isOneSentence() throws IOException {
        assertThatThrownBy(() -> Arm.read(folder, "none"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("expected the curves of a training");
        write("single", "(120, 5)", 600);
        assertThatThrownBy(() -> Arm.read(folder, "single")).hasMessageContaining("[replica, T, d]");
    }

    @Test
    void python_thatDoesNotExistOrFails_isOneSentence() {
        Path sources = Python.sources();
        assertThatThrownBy(() -> Python.of(sources, "/no/such/python", Progress.NONE))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("KOOPWATCH_PYTHON: expected a Python with NumPy and protobuf, got");
        assertThatThrownBy(() -> Python.of(sources, "false", Progress.NONE)).hasMessageContaining("exit code 1");
    }

    @Test
    void publishedSpectra_areAllThere() {
        assertThat(Published.spectra("fcn_h5")).hasSize(25).allMatch(s -> s.size() == 10);
        assertThat(Published.spectra("grokking_constrained")).hasSize(20);
        assertThat(Published.spectra("bm")).hasSize(1);
    }
}
