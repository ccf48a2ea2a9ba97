/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.koopwatch.agent.offline.AnalysedRun;
import io.github.koopwatch.agent.offline.Comparison;
import io.github.koopwatch.agent.offline.ComparisonReport;
import io.github.koopwatch.agent.offline.Npy;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.RunReport;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.agent.offline.WindowErrors;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.inference.ErrorBars;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports in a real browser, opened from the disk. A missing browser is a failure: the tag decides whether these run. */
@Tag("browser")
class ReportPageTest {
    private static final AnalysisSettings SETTINGS = AnalysisSettings.monitor();
    private static final int ROWS = 700;
    /** How many colours a picture has when it is painted as it would be saved: a blank one has one. */
    private static final String COLOURS = "(async s => {"
            + "const svg = document.querySelector(s).cloneNode(true); svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');"
            + "const i = new Image(); svg.setAttribute('width', 300); svg.setAttribute('height', 300);"
            + "i.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(svg));"
            + "await i.decode(); const c = document.createElement('canvas'); c.width = c.height = 300;"
            + "const g = c.getContext('2d'); g.drawImage(i, 0, 0); const d = g.getImageData(0, 0, 300, 300).data;"
            + "const seen = new Set(); for (let k = 0; k < d.length; k += 4) seen.add(d[k] + ',' + d[k+1] + ',' + d[k+2] + ',' + d[k+3]);"
            + "return seen.size; })";

    private static Browser browser;

    @TempDir
    Path directory = Path.of("");

    private Tab tab;

    @BeforeAll
    static void startBrowser() throws IOException, InterruptedException {
        browser = new Browser();
    }

    @AfterAll
    static void endBrowser() throws IOException {
        browser.close();
    }

    @BeforeEach
    void open() throws IOException, InterruptedException {
        tab = browser.tab();
        tab.look(1200, 1600, "light");
    }

    @AfterEach
    void close() {
        assertThat(tab.complaints()).isEmpty();
        tab.close();
    }

    private void show(String html) throws IOException {
        tab.go(Files.writeString(directory.resolve("r.html"), html).toUri().toString());
        tab.until("document.querySelectorAll('#plane .now circle').length > 0");
    }

    /** A walk whose steps become ten times as long at row 500. */
    private Trajectory jump() throws IOException {
        double[] x = new double[ROWS * 6];
        double[] loss = new double[ROWS];
        Random random = new Random(3);
        for (int k = 6; k < x.length; k++) {
            x[k] = x[k - 6] + random.nextGaussian() * (k / 6 >= 500 ? 10 : 1);
            loss[k / 6] = 1.0 / k;
        }
        return Trajectory.read(Npy.npz(
                directory.resolve("<b>jump.npz"),
                Map.of("x", Npy.doubles("(" + ROWS + ", 6)", x), "loss", Npy.doubles("(" + ROWS + ",)", loss))));
    }

    private int count(String selector) {
        return tab.evaluate("document.querySelectorAll('" + selector + "').length")
                .intValue();
    }

    @Test
    void run_slider_movesEveryPicture() throws IOException {
        Trajectory x = jump();
        show(RunReport.html(x, SETTINGS, AnalysedRun.of("analyze", x, SETTINGS, Progress.NONE)));
        assertThat(count("#plane .now circle")).isEqualTo(6);
        assertThat(tab.text("#plane + .caption")).contains("Steps 600 to 699", "6 modes");
        String before =
                tab.evaluate("document.querySelector('#plane .now').innerHTML").asText();
        tab.evaluate("document.querySelector('#window').focus()");
        tab.press("Home", 36);
        tab.until("document.querySelector('#plane + .caption').innerText.includes('Steps 0 to 99')");
        tab.press("ArrowRight", 39);
        tab.until("document.querySelector('#plane + .caption').innerText.includes('Steps 10 to 109')");
        assertThat(tab.evaluate("document.querySelector('#plane .now').innerHTML")
                        .asText())
                .isNotEqualTo(before);
        assertThat(tab.text("output")).isEqualTo("2 of 61, steps 10 to 109");
    }

    @Test
    void run_everyPicture_hasContent() throws IOException {
        Trajectory x = jump();
        show(RunReport.html(x, SETTINGS, AnalysedRun.of("backtest", x, SETTINGS, Progress.NONE)));
        tab.evaluate("dispatchEvent(new Event('beforeprint'))"); // draws also what is out of sight
        assertThat(tab.evaluate(
                                "[...document.querySelectorAll('svg.chart')].filter(s =>"
                                        + " !/[ML]\\d/.test([...s.querySelectorAll('.series path')].map(p => p.getAttribute('d')).join(''))).length")
                        .intValue())
                .isZero();
        assertThat(count("svg.chart")).isGreaterThan(12);
        assertThat(count(".heat .cells path")).isEqualTo(48);
        assertThat(count(".mark.warning")).isPositive();
        assertThat(tab.text(".events")).contains("Regime", "step 50");
        for (String picture : new String[] {".heat", "#plane", "svg.chart.tall"}) {
            assertThat(tab.evaluate(COLOURS + "('" + picture + "')").intValue()).isGreaterThan(3);
        }
        assertThat(tab.text("h1")).isEqualTo("b-jump"); // the file's name as a run's key
    }

    @Test
    void run_errorBars_areCirclesAndAColumn() throws IOException {
        Trajectory x = jump();
        AnalysedRun run = AnalysedRun.of("analyze", x, SETTINGS, Progress.NONE);
        List<Optional<ErrorBars>> errors =
                WindowErrors.of(x, SETTINGS, run.document().windows(), Progress.NONE);
        show(RunReport.html(x, SETTINGS, run, errors));
        double error = errors.get(errors.size() - 1).orElseThrow().standardErrors()[0];
        assertThat(count("#plane .spread circle")).isEqualTo(6);
        assertThat(tab.evaluate("document.querySelector('#plane .spread circle').getAttribute('r')"
                                + " / document.querySelector('#plane .unit-circle').getAttribute('r')")
                        .asDouble())
                .isCloseTo(error, within(0.01 * error));
        assertThat(tab.evaluate("document.querySelector('#plane .spread circle').getAttribute('cx')"
                                + " - document.querySelector('#plane .now circle').getAttribute('cx')")
                        .asDouble())
                .isCloseTo(0, within(0.1));
        assertThat(tab.text(".lines thead")).contains("standard error");
        assertThat(Double.parseDouble(tab.text(".lines tbody tr td:nth-child(4)")))
                .isCloseTo(error, within(0.01 * error));
    }

    /** What a click hands to the browser: the file's name, and its content as a data URL. */
    private JsonNode saved(String button) {
        tab.evaluate("(() => { window.saved = null; URL.createObjectURL = blob => { window.blob = blob; return '#'; };"
                + "HTMLAnchorElement.prototype.click = function () { const name = this.download; const r = new FileReader();"
                + "r.onload = () => { window.saved = {name, url: r.result}; }; r.readAsDataURL(window.blob); }; })()");
        tab.click(button);
        tab.until("window.saved");
        return tab.evaluate("window.saved");
    }

    private static byte[] content(JsonNode saved) {
        String url = saved.get("url").asText();
        return Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
    }

    @Test
    void saveButtons_giveWholeFiles() throws IOException {
        Trajectory x = jump();
        show(RunReport.html(x, SETTINGS, AnalysedRun.of("analyze", x, SETTINGS, Progress.NONE)));
        JsonNode svg = saved("button[title$=\"spectrum as SVG\"]");
        assertThat(svg.get("name").asText()).isEqualTo("b-jump-spectrum.svg");
        String drawn = new String(content(svg), StandardCharsets.UTF_8);
        assertThat(drawn).startsWith("<svg").endsWith("</svg>").contains("xmlns=", "unit-circle", "fill=\"rgb(");
        BufferedImage png =
                ImageIO.read(new ByteArrayInputStream(content(saved("button[title$=\"spectrum as PNG\"]"))));
        assertThat(png.getWidth())
                .isEqualTo(2
                        * tab.evaluate("Math.round(document.querySelector('#plane').getBoundingClientRect().width)")
                                .intValue());
        assertThat(Arrays.stream(png.getRGB(0, 0, png.getWidth(), png.getHeight(), null, 0, png.getWidth()))
                        .distinct()
                        .count())
                .isGreaterThan(10);
        JsonNode csv = saved("button[title$=\"windows as CSV\"]");
        assertThat(csv.get("name").asText()).isEqualTo("b-jump-windows.csv");
        String[] lines = new String(content(csv), StandardCharsets.UTF_8).split("\r\n", -1);
        assertThat(lines).hasSize(63); // heads, 61 windows, nothing after the last end
        assertThat(lines[0]).startsWith("first_step,last_step,").endsWith(",eigenvalues");
        assertThat(lines[61]).startsWith("600,699,");
    }

    @Test
    void run_onAPhone_doesNotScrollSideways() throws IOException {
        tab.look(390, 844, "dark");
        Trajectory x = jump();
        show(RunReport.html(x, SETTINGS, AnalysedRun.of("analyze", x, SETTINGS, Progress.NONE)));
        assertThat(tab.evaluate("document.documentElement.scrollWidth").intValue())
                .isLessThanOrEqualTo(390);
    }

    @Test
    void comparison_showsBothSidesAndTheVerdict() throws IOException {
        Trajectory a = Trajectory.read(Files.write(directory.resolve("a.npy"), Npy.walks(1, 4, 200, 3, 0.5)));
        Trajectory b = Trajectory.read(Files.write(directory.resolve("b.npy"), Npy.walks(9, 4, 200, 3, 0.99)));
        var compared = Comparison.of(a, b, SETTINGS, 0.05, Progress.NONE);
        show(ComparisonReport.html(a, b, SETTINGS, 0.05, compared));
        assertThat(count("#plane .now .s0")).isEqualTo(12);
        assertThat(count("#plane .now .s1")).isEqualTo(12);
        assertThat(tab.text(".verdict")).containsIgnoringCase("different").contains("p = 0.02857");
        assertThat(tab.evaluate("document.querySelector('#plane .now .s1 title').textContent")
                        .asText())
                .startsWith("B: λ");
        tab.click("button[aria-label=\"Window before\"]");
        tab.until("document.querySelector('output').innerText.startsWith('10 of 11')");
    }
}
