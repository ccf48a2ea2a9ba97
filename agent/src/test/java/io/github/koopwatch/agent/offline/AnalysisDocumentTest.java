/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.dmd.SvdDmd;
import io.github.koopwatch.koopman.window.RowRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalysisDocumentTest {
    private static final int ROWS = 260;
    private static final int DIMENSION = 12;

    @TempDir
    Path directory = Path.of("");

    private Trajectory walk(int replicas) throws IOException {
        return Trajectory.read(Files.write(directory.resolve("w.npy"), Npy.walks(1, replicas, ROWS, DIMENSION, 1)));
    }

    private static Eigenvalues eigenvalues(WindowSpectrum window) {
        return Eigenvalues.of(window.eigenvalues().toArray(double[][]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitor", "paper", "denoised"})
    void analysis_equalsAFitOfEachWindowAlone(String preset) throws IOException {
        AnalysisSettings settings = AnalysisSettings.preset(preset);
        if (preset.equals("denoised")) {
            settings = new AnalysisSettings("custom", 20, 3, 2, 5, Centre.AFFINE, 10);
        }
        Trajectory x = walk(1);
        List<WindowSpectrum> windows = AnalysisDocument.of(x, settings, Progress.NONE).windows().stream()
                .filter(w -> !w.partial())
                .toList();
        int raw = settings.window() * settings.blockMean();
        int hop = settings.hop() * settings.blockMean();
        assertThat(windows).hasSize((ROWS - raw) / hop + 1);
        for (int i = 0; i < windows.size(); i++) {
            assertThat(windows.get(i).firstStep()).isEqualTo((long) i * hop);
            assertThat(windows.get(i).lastStep()).isEqualTo((long) i * hop + raw - 1);
            Spectrum alone = (Spectrum) fit(x, i * hop, settings);
            assertThat(Wasserstein.w1(eigenvalues(windows.get(i)), alone.eigenvalues()))
                    .isLessThan(1e-9);
        }
    }

    private static Object fit(Trajectory x, int from, AnalysisSettings s) {
        RowRing ring = new RowRing(DIMENSION, s.window());
        for (int row = 0; row < s.window(); row++) {
            int first = from + row * s.blockMean();
            double[] mean = new double[DIMENSION];
            float[] rounded = new float[DIMENSION];
            for (int j = 0; j < DIMENSION; j++) {
                for (int t = first; t < first + s.blockMean(); t++) {
                    mean[j] += x.row(0, t)[j];
                }
                rounded[j] = (float) (mean[j] / s.blockMean());
            }
            ring.append(first, first + s.blockMean() - 1, rounded);
        }
        return Dmd.fit(ring, new Span(0, s.window(), s.blockMean()), s);
    }

    @Test
    void paperPreset_beginsWithOnePartialWindow_thatIsComparedWithNone() throws IOException {
        AnalysisDocument document = AnalysisDocument.of(walk(1), AnalysisSettings.paper(), Progress.NONE);
        assertThat(document.windows().get(0).partial()).isTrue();
        assertThat(document.windows().get(0).lastStep()).isEqualTo(59);
        assertThat(document.distances()).noneMatch(d -> d.from() == 0);
    }

    @Test
    void distances_areBetweenWindowsWithoutCommonRows() throws IOException {
        AnalysisDocument document = AnalysisDocument.of(walk(1), AnalysisSettings.monitor(), Progress.NONE);
        assertThat(document.distances().stream()
                        .map(d -> d.from() + "-" + d.to())
                        .collect(Collectors.toSet()))
                .isEqualTo(IntStream.range(10, 17)
                        .boxed()
                        .flatMap(to -> IntStream.rangeClosed(0, to - 10).mapToObj(from -> from + "-" + to))
                        .collect(Collectors.toSet()));
        WindowDistance any = document.distances().get(3);
        assertThat(any.w1())
                .isEqualTo(Wasserstein.w1(
                        eigenvalues(document.windows().get(any.from())),
                        eigenvalues(document.windows().get(any.to()))));
    }

    @Test
    void distances_moreThan200Windows_areToTheLastOneBefore() throws IOException {
        AnalysisSettings settings = new AnalysisSettings("custom", 20, 1, 0, 3, Centre.AFFINE, 1);
        AnalysisDocument document = AnalysisDocument.of(walk(1), settings, Progress.NONE);
        assertThat(document.windows()).hasSize(241);
        assertThat(document.distances()).hasSize(221).allMatch(d -> d.to() - d.from() == 20);
    }

    @Test
    void pooled_equalsTheReferenceOverAllReplicas() throws IOException {
        AnalysisSettings settings = AnalysisSettings.monitor();
        Trajectory x = walk(3);
        List<WindowSpectrum> windows =
                AnalysisDocument.pooled(x, settings, Progress.NONE).windows();
        assertThat(windows).hasSize(17);
        double[][][] second = new double[3][100][];
        for (int r = 0; r < 3; r++) {
            RowReader rows = x.reader(r);
            for (int t = 0; t < 100; t++) {
                second[r][t] = rows.exact(t + 10);
            }
        }
        Eigenvalues expected = ((Spectrum) SvdDmd.fit(second, settings)).eigenvalues();
        assertThat(eigenvalues(windows.get(1))).isEqualTo(expected);
        assertThat(windows.get(1).updateEnergy()).isCloseTo(DIMENSION, within(DIMENSION * 0.5));
    }
}
