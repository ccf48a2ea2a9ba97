/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static io.github.koopwatch.agent.page.FakeRuns.event;
import static io.github.koopwatch.agent.page.FakeRuns.groupAlarm;
import static io.github.koopwatch.agent.page.FakeRuns.run;
import static io.github.koopwatch.agent.page.FakeRuns.windows;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is drawn of a run beside its spectrum, and that every view has an address. */
class ViewsTest extends PageFixture {
    private static final String BACK =
            "document.querySelector('#plane-caption').textContent.startsWith('looking back at steps 100 to 199')";

    private void aRun() {
        for (int rows = 1; rows <= 400; rows += 10) {
            service.put(run("ada", "wide", "live", rows));
        }
        service.put(run("ada", "wide", "live", 400));
        windows("ada", 31, 31).forEach(service::put);
    }

    @Test
    void window_inTheAddress_isTheOneShown() {
        aRun();
        show("#run=ada&window=199", DRAWN + " && " + BACK);
        assertThat(tab.text("#numbers")).contains("199 of 399");
        assertThat(tab.text("#story")).contains("In steps 100 to 199 the weights move in 10 patterns");
    }

    @Test
    void slider_moved_changesTheAddressWithoutAStepOfTheWayBack() {
        aRun();
        show("#run=ada", DRAWN);
        int before = tab.evaluate("history.length").intValue();
        tab.evaluate("(s => { s.value = 10; s.dispatchEvent(new Event('input')); })(document.querySelector('#scrub'))");
        tab.until(BACK + " && location.hash === '#run=ada&window=199'");
        assertThat(tab.evaluate("history.length").intValue()).isEqualTo(before);
        tab.click("#newest");
        tab.until("!" + BACK + " && location.hash === '#run=ada'");
    }

    @Test
    void back_afterAnotherRunAndAnEvent_goesThroughWhatWasLookedAt() {
        aRun();
        service.put(run("bob", "narrow", "live", 37));
        service.put(event("ada", "RegimeShift", "warning", 249, "firing", "Updates became larger."));
        show("#run=bob", "document.querySelector('#detail-title').innerText === 'bob'");
        tab.click("[data-run=ada] a");
        tab.until("document.querySelector('#events li a')");
        tab.click("#events li a");
        tab.until("document.querySelector('.event-card:not([hidden])')");
        tab.evaluate("history.back()");
        tab.until("document.querySelector('#run-event .event-card').hidden");
        assertThat(tab.text("#detail-title")).isEqualTo("ada");
        tab.evaluate("history.back()");
        tab.until("document.querySelector('#detail-title').innerText === 'bob'");
    }

    @Test
    void scalars_areDrawnOverTheirStepsEvenBeforeTheFirstWindow() {
        for (int rows = 1; rows <= 37; rows++) {
            service.put(run("ada", "wide", "live", rows));
        }
        show(
                "",
                "document.querySelector('[data-cell=\"scalar.loss\"] .series path')?.getAttribute('d').split('L').length > 30");
        assertThat(tab.text("#filling")).contains("37 of 100 rows");
        assertThat(tab.text("[data-cell=\"scalar.loss\"] .chart-value")).isEqualTo("2.182");
    }

    @Test
    void scalar_newInTheStream_isAppended() {
        aRun();
        show("", DRAWN);
        service.put(run("ada", "wide", "live", 600));
        tab.evaluate("document.querySelector('#scalars').scrollIntoView()");
        tab.until(
                "document.querySelector('#scalars [data-cell=\"scalar.loss\"] svg').getAttribute('aria-label').includes('steps 0 to 599')");
    }

    @Test
    void gauges_haveAChartEachWithTheAlarmsInIt() {
        aRun();
        service.put(event("ada", "RegimeShift", "warning", 249, "firing", "Updates became larger."));
        show("", "document.querySelector('#gauges [data-cell=update_energy]')");
        tab.evaluate("document.querySelector('[data-cell=update_energy]').scrollIntoView()");
        tab.until("document.querySelector('#gauges [data-cell=update_energy] .mark.warning')");
        for (String gauge : new String[] {
            "update_coherence",
            "displacement_ratio",
            "radial_cosine",
            "effective_rank",
            "diffusion_exponent",
            "group_energies"
        }) {
            assertThat(count("#gauges [data-cell=" + gauge + "] svg")).as(gauge).isEqualTo(1);
        }
        tab.evaluate("document.querySelector('[data-cell=group_energies]').scrollIntoView()");
        tab.until("document.querySelectorAll('[data-cell=group_energies] .series path').length === 3");
    }

    @Test
    void heat_ofTheWindows_isDrawnAndLeadsToTheWindow() {
        aRun();
        show(
                "",
                "document.querySelectorAll('#heat .cells path').length > 0 && !document.querySelector('#heat-card').hidden");
        assertThat(tab.evaluate("document.querySelector('#heat svg').getAttribute('aria-label')")
                        .asText())
                .contains("4 by 4");
        tab.evaluate("document.querySelector('#heat svg').scrollIntoView({block: 'center'})");
        tab.evaluate(
                "(s => { const b = s.getBoundingClientRect(), k = b.width / 520; s.dispatchEvent(new MouseEvent('click',"
                        + " {bubbles: true, clientX: b.left + (64 + 1.5 * 446 / 4) * k, clientY: b.top + 20 * k})); })(document.querySelector('#heat svg'))");
        tab.until(BACK);
    }

    @Test
    void overview_sortedByRadius_hasTheLargestFirstAndSaysSo() {
        for (String name : new String[] {"ada", "bob", "cy"}) {
            service.put(run(name, "wide", "live", 400));
            windows(name, 31, name.equals("bob") ? 10 : 31).forEach(service::put);
        }
        show("#run=ada", "document.querySelector('[data-run=bob] .radius').innerText.startsWith('1.0')");
        tab.click("[data-sort=radius]");
        tab.until("document.querySelector('#runs tr').dataset.run === 'bob' && location.hash.includes('sort=radius')");
        assertThat(tab.evaluate("document.querySelector('[data-sort=radius]').closest('th').getAttribute('aria-sort')")
                        .asText())
                .isEqualTo("descending");
        tab.click("[data-sort=radius]");
        tab.until("document.querySelector('#runs tr').dataset.run === 'ada' && !location.hash.includes('sort')");
    }

    @Test
    void groupAlarm_afterAReload_isStillThere() {
        service.put(run("ada", "wide", "live", 37));
        service.put(groupAlarm("sweep-7", "RunsDiverged", 30, "Wide and narrow no longer move alike."));
        show("#run=ada", "document.querySelector('#events li')");
        tab.call("Page.reload", Map.of());
        tab.until(
                "performance.getEntriesByType('navigation')[0].type === 'reload' && document.querySelector('#events li')");
        assertThat(tab.text("#events")).contains("Runs diverged", "no longer move alike", "whole group");
        tab.until("document.querySelector('#tally').innerText === '1 live of 1, 1 active alert'");
    }

    @Test
    void theme_chosen_staysAfterAReload() {
        show("", "!document.querySelector('#empty').hidden");
        tab.click("#theme");
        tab.until("getComputedStyle(document.body).backgroundColor === 'rgb(13, 18, 25)'");
        tab.call("Page.reload", Map.of());
        tab.until(
                "performance.getEntriesByType('navigation')[0].type === 'reload' && document.querySelector('#theme').innerText === 'Colours: dark'");
    }
}
