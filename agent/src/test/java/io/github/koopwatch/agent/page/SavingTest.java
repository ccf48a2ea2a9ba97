/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static io.github.koopwatch.agent.page.FakeRuns.named;
import static io.github.koopwatch.agent.page.FakeRuns.run;
import static io.github.koopwatch.agent.page.FakeRuns.windows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every picture as a file and as a table, every table as CSV, under the content policy of the service. */
class SavingTest extends PageFixture {
    /** What a click gives the browser to save, as {name, url}. */
    private static final String LISTEN =
            "(() => { window.saved = null; URL.createObjectURL = blob => { window.blob = blob; return '#'; };"
                    + " HTMLAnchorElement.prototype.click = function () { const r = new FileReader(); const name = this.download;"
                    + " r.onload = () => { window.saved = {name, url: r.result}; }; r.readAsDataURL(window.blob); }; })()";

    @BeforeEach
    void aRun() {
        for (int rows = 1; rows <= 400; rows += 20) {
            service.put(run("ada", "wide", "live", rows));
        }
        windows("ada", 31, 31).forEach(service::put);
        show("", DRAWN + " && document.querySelector('#heat .cells path')");
        tab.evaluate(LISTEN);
    }

    private byte[] saved(String button) {
        tab.evaluate("window.saved = null; document.querySelector('button[title=\"" + button + "\"]').click()");
        tab.until("window.saved");
        String url = tab.evaluate("window.saved.url").asText();
        return Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
    }

    private String savedText(String button) {
        return new String(saved(button), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spectrum", "modes", "one_step_error", "scalar.loss", "update_energy", "window-distances"})
    void picture_savedAsSvgAndPng_standsAloneAndIsNotBlank(String name) throws IOException {
        tab.evaluate("document.querySelector('button[title=\"Save " + name
                + " as SVG\"]').closest('.chart-box, .card').scrollIntoView()");
        tab.until("document.querySelector('button[title=\"Save " + name
                + " as SVG\"]').closest('.chart-box, .card').querySelector('svg path[d^=M]')");
        String svg = savedText("Save " + name + " as SVG");
        assertThat(svg)
                .startsWith("<svg")
                .contains("xmlns=\"http://www.w3.org/2000/svg\"")
                .doesNotContain("var(--", "style=");
        BufferedImage png = ImageIO.read(new ByteArrayInputStream(saved("Save " + name + " as PNG")));
        assertThat(colours(png)).isGreaterThan(10);
    }

    private static long colours(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
                .distinct()
                .count();
    }

    @Test
    void csv_ofTheSpectrum_hasTheNumbersOfTheWindow() {
        assertThat(savedText("Save spectrum as CSV").split("\r\n"))
                .hasSize(11)
                .startsWith("mode,re,im,modulus,residual,energy");
        assertThat(tab.evaluate("window.saved.name").asText()).isEqualTo("spectrum.csv");
    }

    @Test
    void csv_ofTheRuns_holdsNoFormulaOfAHostileName() {
        service.put(named(run("evil", "=cmd|' /C calc'!A0", "live", 5), "=1+1"));
        tab.until("document.querySelector('[data-run=evil]')");
        assertThat(savedText("Save runs as CSV").split("\r\n"))
                .startsWith("run,group,arm,state,step,spectral_radius,one_step_error,active_alerts")
                .anySatisfy(line -> assertThat(line).startsWith("evil,sweep-7,'=cmd|' /C calc'!A0,live,4,"));
    }

    @Test
    void table_ofAPicture_standsBelowItAndGoesAgain() {
        tab.evaluate("document.querySelector('button[title=\"Show window-distances as a table\"]').click()");
        JsonNode rows = tab.evaluate("[...document.querySelectorAll('#heat .as-table tr')].map(r => r.innerText)");
        assertThat(rows).hasSize(7);
        assertThat(rows.get(1).asText()).startsWith("99\t199\t0.");
        tab.evaluate("document.querySelector('button[title=\"Show window-distances as a table\"]').click()");
        assertThat(count("#heat .as-table")).isZero();
    }
}
