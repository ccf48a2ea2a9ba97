/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.drawing.Line;
import io.github.koopwatch.agent.offline.bench.ScaleBench.RoleCost;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthPicturesTest {
    private static ScaleBench found(int runs, int dimension, int window, double cpu) {
        double windows = 4e-6 * runs * dimension * window;
        List<RoleCost> roles = List.of(new RoleCost("broker", cpu / 2, 50), new RoleCost("streams", cpu / 2, 150));
        return new ScaleBench(
                runs, dimension, window, runs, 0, 0.1, 0.2, 0, 200, 20, windows, 0.1, 1, 1, 1, 0.1, 0.02, roles);
    }

    private static final GrowthPictures PICTURES = new GrowthPictures(List.of(
            found(100, 1024, 128, 500),
            found(1000, 1024, 128, 400),
            found(100, 256, 128, 300),
            found(100, 1024, 32, 200)));

    @Test
    void cpu_aLineForEachSizeThroughTheUsualOne() {
        List<Line> lines = PICTURES.cpu().lines();
        assertThat(lines)
                .extracting(Line::name)
                .containsExactly("runs 100-1000", "dimension 256-1024", "window 32-128");
        assertThat(lines.get(0).points()).containsExactly(new double[] {1, 500}, new double[] {10, 400});
        assertThat(lines.get(1).points()).containsExactly(new double[] {1, 300}, new double[] {4, 500});
        assertThat(lines.get(2).points()).containsExactly(new double[] {1, 200}, new double[] {4, 500});
    }

    @Test
    void memory_besideThreeTimesTheWindows() {
        List<Line> lines = PICTURES.memory().lines();
        assertThat(lines).hasSize(6);
        assertThat(lines.get(1).style()).isEqualTo(Line.Style.DASHED);
        assertThat(lines.get(1).points().get(1)[1]).isEqualTo(3 * 4e-6 * 1000 * 1024 * 128);
        assertThat(PICTURES.memory().svg()).startsWith("<svg").endsWith("</svg>\n");
    }
}
