/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class DrawingTest {
    private static Document xml(Drawing drawing) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(drawing.svg().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void curves_gapsAndBars_areWellFormed_andTextIsNoMarkup() throws Exception {
        Line broken = Line.over("a < b & c", 0, Line.Style.LINE, new double[] {1, Double.NaN, 3, 4}, 1);
        Line bars = new Line("bars", 1, Line.Style.MARKS, List.of(new double[] {0, 2, 1, 3}));
        Document svg = xml(new Curves("<title>", "x", "y", false, List.of(broken, bars)));
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("<title>");
        assertThat(svg.getDocumentElement().getTextContent()).contains("a < b & c", "bars");
    }

    @Test
    void curves_logarithmic_leavesOutWhatIsNotPositive() throws Exception {
        Line line = Line.over("l", 0, Line.Style.LINE, new double[] {0, 0.001, 1}, 1);
        String svg = new Curves("t", "x", "y", true, List.of(line)).svg();
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity").contains(">0.001<", ">1<");
    }

    @Test
    void plane_oneMarkForEachEigenvalue() throws Exception {
        Eigenvalues two = Eigenvalues.of(new double[][] {{0.9, 0.1}, {0.9, -0.1}});
        Document svg = xml(new Plane("t", true, List.of(new Plane.Side("s", List.of(two)))));
        // the unit circle, two eigenvalues, the legend's sign
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(4);
    }

    @Test
    void heat_colourByLogarithm_andTheDiagonalStaysWhite() throws Exception {
        Document svg = xml(new Heat("t", "window", List.of("1", "2"), new double[][] {{0, 0.1}, {0.1, 0}}));
        // background, two cells, forty steps of the key
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(43);
    }

    @Test
    void axis_ticksAreRoundValuesBetweenTheEnds() {
        assertThat(Axis.around(DoubleStream.of(0, 10), false).ticks()).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
        assertThat(Axis.around(DoubleStream.of(0.02, 0.4), true).ticks()).containsExactly(0.02, 0.05, 0.1, 0.2);
        assertThat(Axis.around(DoubleStream.of(1e-9, 1), true).ticks())
                .contains(1e-6)
                .hasSizeLessThan(8);
        assertThat(Axis.text(0.30000000000000004)).isEqualTo("0.3");
        assertThat(Axis.around(DoubleStream.empty(), false).at(0.5, 0, 1)).isBetween(0.0, 1.0);
    }
}
