/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static io.github.koopwatch.agent.page.FakeRuns.event;
import static io.github.koopwatch.agent.page.FakeRuns.named;
import static io.github.koopwatch.agent.page.FakeRuns.run;
import static io.github.koopwatch.agent.page.FakeRuns.spectrum;
import static io.github.koopwatch.agent.page.FakeRuns.windows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The overview and a run, in a real browser. */
class LivePageTest extends PageFixture {
    private static final double A_PIXEL = 0.005;

    /** Where a mode is drawn, in units of the drawn unit circle: what a reader sees, whatever the scale. */
    private static final String SEEN = "(mode => { const n = (e, a) => Number(e.getAttribute(a));"
            + "const c = document.querySelector('#plane .unit-circle');"
            + "const p = document.querySelector(`#plane .now circle[data-mode=\"${mode}\"]`);"
            + "return [(n(p, 'cx') - n(c, 'cx')) / n(c, 'r'), (n(c, 'cy') - n(p, 'cy')) / n(c, 'r')]; })";

    @Test
    void table_someRuns_listsThemWithStateStepAndRadius() {
        service.put(run("ada", "wide", "live", 100));
        service.put(spectrum("ada", 0, List.of(new double[] {0.9, 0.3}, new double[] {0.9, -0.3})));
        service.put(run("bob", "narrow", "ended", 37));
        show("", DRAWN);
        tab.until("document.querySelector('[data-run=ada]').innerText.includes('0.9487')");
        assertThat(tab.text("[data-run=ada]")).contains("sweep-7 / wide", "live", "99");
        assertThat(tab.text("[data-run=bob]")).contains("ended", "36", "37 of 100 rows");
        assertThat(tab.text("#tally")).isEqualTo("1 live of 2");
    }

    @Test
    void plane_wholeDisc_drawsEigenvaluesWhereTheyAre() {
        eigenvaluesAreSeen("");
    }

    @Test
    void plane_nearOne_drawsEigenvaluesWhereTheyAre() {
        eigenvaluesAreSeen("#zoom=near");
        assertThat(tab.text("#plane-caption")).contains("1 beyond this view");
    }

    @Test
    void plane_fit_drawsEigenvaluesWhereTheyAre() {
        eigenvaluesAreSeen("#zoom=fit");
        assertThat(tab.text("#plane-caption")).doesNotContain("beyond");
    }

    private void eigenvaluesAreSeen(String hash) {
        double[][] eigenvalues = {{0.98, 0.12}, {0.98, -0.12}, {-0.4, 0}};
        service.put(run("ada", "wide", "live", 100));
        service.put(spectrum("ada", 0, List.of(eigenvalues)));
        show(hash, DRAWN);
        assertThat(tab.evaluate("document.querySelectorAll('#plane .now circle').length")
                        .intValue())
                .isEqualTo(3);
        for (int mode = 0; mode < eigenvalues.length; mode++) {
            assertSeen(mode, eigenvalues[mode]);
        }
    }

    private void assertSeen(int mode, double[] eigenvalue) {
        JsonNode seen = tab.evaluate(SEEN + "(" + mode + ")");
        assertThat(seen.get(0).doubleValue()).isCloseTo(eigenvalue[0], within(A_PIXEL));
        assertThat(seen.get(1).doubleValue()).isCloseTo(eigenvalue[1], within(A_PIXEL));
    }

    @Test
    void plane_newWindowInTheStream_movesThePointAndLeavesATrail() {
        service.put(run("ada", "wide", "live", 110));
        service.put(spectrum("ada", 0, List.<double[]>of(new double[] {0.5, 0})));
        show("", DRAWN);
        assertSeen(0, new double[] {0.5, 0});
        service.put(spectrum("ada", 1, List.<double[]>of(new double[] {0.75, 0})));
        tab.until("Math.abs(" + SEEN + "(0)[0] - 0.75) < 1e-6");
        assertThat(tab.evaluate("document.querySelectorAll('#plane .past circle').length")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void plane_degenerateWindow_saysItsReason() {
        service.put(run("ada", "wide", "live", 110));
        service.put(spectrum("ada", 0, List.<double[]>of(new double[] {0.5, 0})));
        service.put(FakeRuns.degenerate("ada", 1, "all rows are equal"));
        show("", "!document.querySelector('#degenerate').hidden");
        assertThat(tab.text("#degenerate")).isEqualTo("This window has no spectrum: all rows are equal");
        assertThat(tab.evaluate("document.querySelectorAll('#plane .now circle').length")
                        .intValue())
                .isZero();
    }

    @Test
    void plane_lookingBack_showsTheOlderWindowAndItsNumbers() {
        service.put(run("ada", "wide", "live", 120));
        for (int i = 0; i < 3; i++) {
            service.put(spectrum("ada", i, List.<double[]>of(new double[] {0.5 + 0.1 * i, 0})));
        }
        show("", DRAWN);
        tab.evaluate("(s => { s.value = 0; s.dispatchEvent(new Event('input')); })(document.querySelector('#scrub'))");
        tab.until("Math.abs(" + SEEN + "(0)[0] - 0.5) < 1e-6");
        assertThat(tab.text("#numbers")).contains("99 of 119", "0.5000");
        tab.click("#newest");
        tab.until("Math.abs(" + SEEN + "(0)[0] - 0.7) < 1e-6");
    }

    @Test
    void detail_firstWindowFilling_saysHowFar() {
        service.put(run("ada", "wide", "live", 37));
        show("", "document.querySelector('#filling progress')?.value === 37");
        assertThat(tab.text("#filling")).contains("37 of 100 rows");
        assertThat(tab.text("#numbers")).contains("loss", "lr");
        assertThat(tab.evaluate("document.querySelector('#pictures').hidden").asBoolean())
                .isTrue();
    }

    @Test
    void events_alarms_areListedAndStandAtTheirStep() {
        service.put(run("ada", "wide", "live", 400));
        windows("ada", 31, 31).forEach(service::put);
        service.put(event("ada", "RegimeShift", "warning", 249, "firing", "Updates became larger."));
        show("", "document.querySelector('#lines .mark')");
        String x = "document.querySelector('#lines .mark path').getAttribute('d').match(/^M([\\d.]+)/)[1]";
        String middle =
                "document.querySelectorAll('#lines .series path')[0].getAttribute('d').split('L')[16].split(' ')[0]";
        assertThat(tab.evaluate(x).asDouble()).isCloseTo(tab.evaluate(middle).asDouble(), within(0.1));
        assertThat(tab.text("#events")).contains("Regime shift", "step 249", "Updates became larger.", "active");
        service.put(event("ada", "RegimeShift", "warning", 249, "resolved", "It is over."));
        tab.until("document.querySelector('#events').innerText.includes('resolved')");
        assertThat(tab.evaluate("document.querySelectorAll('#events li').length")
                        .intValue())
                .isEqualTo(1);
        assertThat(tab.text("#tally")).doesNotContain("alert");
    }

    @Test
    void names_hostile_areShownAsTextAndRunNothing() {
        service.put(named(run("ada", HOSTILE, "live", 110), HOSTILE));
        service.put(event("ada", HOSTILE, "warning", 50, HOSTILE, HOSTILE));
        service.put(spectrum("ada", 0, List.<double[]>of(new double[] {0.5, 0})));
        service.put(FakeRuns.degenerate("ada", 1, HOSTILE));
        show("", "document.querySelector('#events li') && !document.querySelector('#degenerate').hidden");
        for (String place : List.of(
                "[data-run=ada] .name",
                "[data-run=ada] .sub",
                "#detail-title",
                "#detail-sub",
                "#events",
                "#degenerate")) {
            assertThat(tab.text(place)).as(place).contains(HOSTILE);
        }
        assertThat(tab.evaluate("document.querySelectorAll('img').length").intValue())
                .isEqualTo(1);
        show("#run=" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "!document.querySelector('#missing').hidden");
        assertThat(tab.text("#missing")).contains(HOSTILE);
    }

    @Test
    void policy_inlineScript_isRefusedByTheServiceUsedHere() {
        show("", "!document.querySelector('#empty').hidden");
        tab.evaluate(
                "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))");
        assertThat(tab.evaluate("window.ran === undefined").asBoolean()).isTrue();
        await().until(() -> !tab.complaints().isEmpty());
        assertThat(tab.takeComplaints()).singleElement().asString().contains("Content Security Policy");
    }

    @Test
    void empty_noRun_saysHowToPublishOneAndFillsByItself() {
        show("", "!document.querySelector('#empty').hidden");
        assertThat(tab.text("#empty"))
                .contains(
                        "No run yet",
                        "koopwatch.init(run=\"my-run\", endpoint=\"localhost:50051\")",
                        "run.attach(model, optimizer)",
                        "READY");
        service.put(run("ada", "wide", "live", 1));
        tab.until("document.querySelector('#empty').hidden && document.querySelector('[data-run=ada]')");
        service.remove("ada");
        tab.until("!document.querySelector('#empty').hidden && !document.querySelector('[data-run=ada]')");
    }

    @Test
    void link_serverGoesAndComesBack_saysSoAndCatchesUp() {
        service.put(run("ada", "wide", "live", 37));
        show("", "document.querySelector('[data-run=ada]')");
        int port = service.port();
        service.close();
        tab.until("!document.querySelector('#trouble').hidden");
        assertThat(tab.text("#trouble")).startsWith("Koopwatch does not answer. What you see is as of");
        assertThat(tab.text("#link")).isEqualTo("reconnecting…");
        assertThat(tab.text("#detail-title")).isEqualTo("ada");
        service = new FakeService(port);
        service.put(run("bob", "wide", "live", 5));
        tab.until("document.querySelector('#trouble').hidden && document.querySelector('[data-run=bob]')");
        assertThat(tab.text("#link")).isEqualTo("live");
        assertThat(tab.evaluate("document.querySelector('[data-run=ada]') === null")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void choice_byKeyboard_isInTheAddressAndSurvivesAReload() {
        service.put(run("ada", "wide", "live", 37));
        service.put(run("bob", "wide", "live", 38));
        show("", "document.querySelector('[data-run=bob]')");
        tab.evaluate("document.querySelector('[data-run=ada] a').focus()");
        tab.press("ArrowDown", 40);
        tab.press("Enter", 13);
        tab.until("document.querySelector('#detail-title').innerText === 'bob'");
        tab.click("#zoom input[value=near]");
        tab.until("location.hash === '#run=bob&zoom=near'");
        tab.call("Page.reload", Map.of());
        tab.until(
                "performance.getEntriesByType('navigation')[0].type === 'reload' && document.querySelector('#detail-title').innerText === 'bob'");
        assertThat(tab.evaluate("document.querySelector('#zoom input[value=near]').checked")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void filter_partOfAName_showsOnlyTheRunsThatHaveIt() {
        service.put(run("ada", "wide", "live", 37));
        service.put(run("bob", "narrow", "live", 38));
        show("", "document.querySelector('[data-run=bob]')");
        tab.evaluate(
                "(f => { f.value = 'NARR'; f.dispatchEvent(new Event('input')); })(document.querySelector('#filter'))");
        tab.until("!document.querySelector('[data-run=ada]') && document.querySelector('[data-run=bob]')");
    }

    @Test
    void table_chosenRowFarDown_staysInSightWhenRowsAboveItGrow() {
        for (int r = 10; r < 40; r++) {
            service.put(run("run-" + r, "wide", "live", 37));
        }
        show("#run=run-39", inSight("run-39"));
        for (int r = 10; r < 39; r++) {
            service.put(named(run("run-" + r, "wide", "live", 38), "a long name ".repeat(20)));
        }
        tab.until("document.querySelector('[data-run=run-38]').offsetHeight > 60 && " + inSight("run-39"));
    }

    /** True when the middle of a run's row can be clicked. */
    private static String inSight(String run) {
        return "(r => document.elementFromPoint(r.x + 20, r.y + r.height / 2)?.closest('tr')?.dataset.run === '" + run
                + "')(document.querySelector('[data-run=" + run + "]').getBoundingClientRect())";
    }

    @Test
    void drawing_manyRunsAndWindows_isBoundedByTheScreen() {
        for (int r = 0; r < 200; r++) {
            service.put(run("run-" + r, "wide", "live", 15_090));
        }
        show("#run=run-7", "document.querySelectorAll('#runs tr').length === 200");
        windows("run-7", 1_500, 1_500).forEach(service::put);
        tab.until("document.querySelector('#scrub').max === '1499'");
        String most =
                "Math.max(...[...document.querySelectorAll('#lines .series path')].map(p => p.getAttribute('d').split('L').length))";
        assertThat(tab.evaluate(most).intValue()).isBetween(50, 1_200);
        assertThat(tab.evaluate("document.querySelectorAll('#plane circle').length")
                        .intValue())
                .isLessThan(700);
    }

    @Test
    void phone_narrowScreen_needsNoSidewaysScroll() {
        tab.look(360, 800, "dark");
        service.put(run("a-rather-long-run-name.with-seed-1234567890", "wide", "live", 400));
        windows("a-rather-long-run-name.with-seed-1234567890", 31, 31).forEach(service::put);
        show("", DRAWN);
        assertThat(tab.evaluate("document.documentElement.scrollWidth").intValue())
                .isEqualTo(360);
        assertThat(tab.evaluate("(t => t.scrollWidth - t.clientWidth)(document.querySelector('.overview .scroll'))")
                        .intValue())
                .isZero();
    }
}
