/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static io.github.koopwatch.agent.page.FakeRuns.arms;
import static io.github.koopwatch.agent.page.FakeRuns.groupAlarm;
import static io.github.koopwatch.agent.page.FakeRuns.pair;
import static io.github.koopwatch.agent.page.FakeRuns.run;
import static io.github.koopwatch.agent.page.FakeRuns.windows;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.result.ChangeEvent;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group: which of its runs are alike, since when they are not. */
class GroupTest extends PageFixture {
    private static final List<String> RUNS = List.of("narrow-a", "narrow-b", "wide-a", "wide-b");
    private static final String MATRIX = "document.querySelector('#pairs .cells path[d^=M]')";

    @BeforeEach
    void twoArmsThatPart() {
        for (String name : RUNS) {
            service.put(run(name, name.substring(0, name.length() - 2), "live", 400));
            windows(name, 31, name.startsWith("wide") ? 10 : 31).forEach(service::put);
        }
        for (int i = 0; i <= 30; i += 10) {
            for (int a = 0; a < RUNS.size(); a++) {
                for (int b = a + 1; b < RUNS.size(); b++) {
                    service.put(pair(RUNS.get(a), RUNS.get(b), i, a / 2 == b / 2 ? 0.02 : 0.02 + 0.01 * i));
                }
            }
            service.put(arms("narrow", "wide", i, 0.02 + 0.01 * i, 20));
        }
    }

    @Test
    void group_fromTheOverview_hasAnAddressItsVerdictAndWhatItDoesNotProve() {
        show("", "document.querySelector('#groups a')");
        assertThat(tab.text("#groups")).contains("sweep-7 · 4 runs");
        tab.click("#groups a");
        tab.until("location.hash === '#group=sweep-7' && document.querySelector('#verdicts .different')");
        assertThat(tab.text("#verdicts")).containsIgnoringCase("different").contains("narrow and wide are different.");
        assertThat(tab.text("#group-meaning")).contains("equal");
        assertThat(holds("document.querySelector('#detail').hidden")).isTrue();
    }

    @Test
    void pairs_areASquareWithLikeBesideLike() {
        show("#group=sweep-7", MATRIX);
        assertThat(tab.evaluate("document.querySelector('#pairs svg').getAttribute('aria-label')")
                        .asText())
                .contains("4 by 4");
        String order = tab.evaluate(
                        "[...document.querySelectorAll('#pairs .labels text[text-anchor=end]:not([transform])')].map(t => t.textContent).join(' ')")
                .asText();
        assertThat(order).matches("(narrow-. narrow-. wide-. wide-.|wide-. wide-. narrow-. narrow-.).*");
    }

    @Test
    void slider_back_showsThePairsOfAnEarlierStep() {
        show("#group=sweep-7", MATRIX + " && Number(document.querySelector('#pairs-scrub').max) >= 3");
        tab.evaluate(
                "(s => { s.value = 0; s.dispatchEvent(new Event('input')); })(document.querySelector('#pairs-scrub'))");
        assertThat(tab.text("#pairs-step")).isEqualTo("step 99");
        tab.evaluate("document.querySelector('button[title=\"Show pairs as a table\"]').click()");
        assertThat(tab.text("#pairs .as-table")).contains("0.02");
    }

    @Test
    void distance_besideChance_isDrawnWithTheStepSinceWhichTheyDiffer() {
        show("#group=sweep-7", "document.querySelector('#apart .cell')");
        tab.evaluate("document.querySelector('#apart').scrollIntoView()");
        tab.until(
                "document.querySelectorAll('#apart .series path').length === 2 && document.querySelector('#apart .mark')");
        assertThat(tab.text("#apart")).contains("narrow and wide");
        assertThat(tab.evaluate("document.querySelector('#apart .mark').dataset.step")
                        .asText())
                .isEqualTo("299");
    }

    @Test
    void spectra_ofAllRuns_lieInOnePlaneWithAColourForEachArm() {
        show("#group=sweep-7", "document.querySelectorAll('#overlay .now circle').length === 40");
        assertThat(count("#overlay .now .s0")).isEqualTo(20);
        assertThat(tab.text("#overlay-legend")).contains("narrow", "wide");
        assertThat(tab.evaluate("document.querySelector('#overlay .now title').textContent")
                        .asText())
                .startsWith("narrow-a: ");
    }

    @Test
    void newDistance_inTheStream_isReadWithoutAReload() {
        show("#group=sweep-7", MATRIX);
        service.put(arms("narrow", "wide", 40, 0.5, 20));
        tab.until("document.querySelector('#apart svg')?.getAttribute('aria-label').includes('steps 99 to 499') || "
                + "(document.querySelector('#apart').scrollIntoView(), false)");
    }

    @Test
    void alarm_ofTheGroup_opensAndIsAnswered() {
        ChangeEvent alarm = groupAlarm("sweep-7", "RunsDiverged", 299, "Wide and narrow part.");
        service.put(alarm);
        show("#group=sweep-7", "document.querySelector('#group-events li a')");
        tab.click("#group-events li a");
        tab.until("document.querySelector('#group-event .event-card:not([hidden])')");
        assertThat(tab.text("#group-event")).contains("Wide and narrow part.");
        tab.click("#group-event .answers button[type=submit]");
        tab.until("document.querySelector('#group-event .answers [role=status]').textContent.startsWith('Written')");
        assertThat(service.marks())
                .singleElement()
                .satisfies(mark -> assertThat(mark.getAlertId()).isEqualTo(alarm.id()));
        service.put(alarm.answered(false, "seen"));
        tab.until("document.querySelector('#group-event .event-state').textContent === 'acknowledged'");
    }
}
