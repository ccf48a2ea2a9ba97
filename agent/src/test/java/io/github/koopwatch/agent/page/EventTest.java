/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static io.github.koopwatch.agent.page.FakeRuns.event;
import static io.github.koopwatch.agent.page.FakeRuns.run;
import static io.github.koopwatch.agent.page.FakeRuns.windows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.contract.result.ChangeEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An alert with its address, and what is said about it. */
class EventTest extends PageFixture {
    private static final String CARD = "document.querySelector('#run-event .event-card:not([hidden])')";
    private final ChangeEvent alarm = event("ada", "RegimeShift", "warning", 249, "firing", "Updates became larger.");

    @BeforeEach
    void aRunWithAnAlarm() {
        service.put(run("ada", "wide", "live", 400));
        windows("ada", 31, 31).forEach(service::put);
        service.put(alarm);
    }

    private void openEvent() {
        show("#run=ada&event=" + alarm.id(), CARD + " && " + DRAWN);
    }

    @Test
    void address_ofAnEvent_showsItWithOnsetCauseAndStatistic() {
        openEvent();
        assertThat(tab.text(".event-card"))
                .contains(
                        "Regime shift",
                        "step 249",
                        "Updates became larger.",
                        "began about step 235",
                        "step size up",
                        "11.3, limit 8");
        assertThat(holds("document.querySelector('#lines .mark.chosen')")).isTrue();
        tab.click(".event-card .close");
        tab.until("document.querySelector('#run-event .event-card').hidden && location.hash === '#run=ada'");
    }

    @Test
    void evidence_ofAnAlarm_showsChannelsScoresSpectraAndWhatWasLogged() {
        service.put(FakeRuns.withEvidence(alarm));
        openEvent();
        tab.until("document.querySelectorAll('.evidence .cell').length === 4");
        assertThat(tab.text(".evidence"))
                .contains("update energy", "coherence", "standardised", "before: steps", "after: steps");
        assertThat(tab.text(".event-card")).contains("Logged then: loss 0.25");
        tab.evaluate("document.querySelector('.evidence .cell').scrollIntoView()");
        tab.until(
                "document.querySelector('.evidence .cell .mark.chosen') && document.querySelector('.evidence .cell .series path[d^=M]')");
        assertThat(count(".two-spectra .now circle")).isEqualTo(20);
    }

    @Test
    void runbook_ofItsKind_isFoldedInAsTextWithoutAWayToTheInternet() {
        openEvent();
        tab.until("document.querySelector('.runbook:not([hidden])')");
        tab.click(".runbook summary");
        assertThat(tab.text(".runbook")).contains("What it means", "What to do");
        assertThat(count(".runbook h4")).isGreaterThan(3);
    }

    @Test
    void acknowledge_withAWord_writesAMarkAndShowsThatItDid() {
        openEvent();
        tab.evaluate("document.querySelector('.answers input').value = 'looking into it'");
        tab.click(".answers button[type=submit]");
        tab.until("document.querySelector('.answers [role=status]').textContent.startsWith('Written')");
        await().until(() -> service.marks().size() == 1);
        assertThat(service.marks().get(0).getAlertId()).isEqualTo(alarm.id());
        assertThat(service.marks().get(0).getText()).isEqualTo("looking into it");
        assertThat(service.marks().get(0).getStep()).isEqualTo(249);
        service.put(alarm.answered(false, "looking into it"));
        tab.until("document.querySelector('.event-card .event-state').textContent === 'acknowledged'");
        assertThat(holds("document.querySelector('.answers button[type=submit]').hidden"))
                .isTrue();
    }

    @Test
    void expected_pressed_writesAMarkThatBeginsSo() {
        openEvent();
        tab.click(".answers button[type=button]");
        await().until(() -> service.marks().size() == 1);
        assertThat(service.marks().get(0).getText()).startsWith("expected");
    }

    @Test
    void mark_refused_saysWhy() {
        openEvent();
        service.remove("ada");
        tab.evaluate("document.querySelector('.answers').requestSubmit()");
        tab.until("document.querySelector('.answers [role=status]').textContent.startsWith('Not written (404')");
    }
}
