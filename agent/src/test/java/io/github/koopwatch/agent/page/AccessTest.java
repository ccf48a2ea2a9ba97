/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static io.github.koopwatch.agent.page.FakeRuns.event;
import static io.github.koopwatch.agent.page.FakeRuns.run;
import static io.github.koopwatch.agent.page.FakeRuns.windows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page for those who do not see it, do not point, or want it still. */
class AccessTest extends PageFixture {
    private static final String EVENT = "ada/" + FakeRuns.INCARNATION + "/weights/RegimeShift/249";

    private void someRuns() {
        for (String name : List.of("ada", "bob")) {
            service.put(run(name, name, "live", 400));
            windows(name, 31, 31).forEach(service::put);
        }
        service.put(run("cy", "cy", "ended", 37));
        service.put(event("ada", "RegimeShift", "warning", 249, "firing", "Updates became larger."));
        service.put(event("ada", "Instability", "critical", 260, "firing", "A mode grows."));
        service.put(event("bob", "EarlyPhase", "info", 200, "firing", "The early phase is over."));
    }

    private static String axe() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(AccessTest.class.getResourceAsStream("/axe.min.js"), "axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "run, light, #run=ada, 1200",
        "run, dark, #run=ada, 1200",
        "run on a phone, dark, #run=ada, 390",
        "filling run, light, #run=cy, 1200",
        "filling run, dark, #run=cy, 1200",
        "event, light, #run=ada&event=EVENT, 1200",
        "event, dark, #run=ada&event=EVENT, 1200",
        "group, light, #group=sweep-7, 1200",
        "group, dark, #group=sweep-7, 1200",
        "unknown run, light, #run=nobody, 1200"
    })
    void view_examinedByAxe_hasNothingSeriousOrCritical(String view, String scheme, String hash, int width)
            throws IOException {
        someRuns();
        tab.look(width, 1600, scheme);
        show(hash.replace("EVENT", EVENT), "document.querySelectorAll('#runs tr').length === 3");
        tab.until("document.querySelector('[data-run=ada] .badge.critical')");
        tab.evaluate(axe());
        JsonNode found = tab.evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then(r => ({rules: r.passes.length + r.violations.length,"
                        + " bad: r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')"
                        + ".map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; '))}))");
        assertThat(found.get("rules").intValue()).as("rules that applied").isGreaterThan(10);
        assertThat(found.get("bad")).as(view).isEmpty();
    }

    @Test
    void empty_examinedByAxe_hasNothingSeriousOrCritical() throws IOException {
        show("", "!document.querySelector('#empty').hidden");
        tab.evaluate(axe());
        assertThat(
                        tab.evaluate(
                                "axe.run().then(r => r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => v.id))"))
                .isEmpty();
    }

    @Test
    void keyboard_alone_reachesRunsPictureEventsAndWhatCanBeSaidAboutThem() {
        someRuns();
        show("#run=ada", DRAWN + " && document.querySelector('#events li a')");
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            tab.press("Tab", 9);
            reached.add(tab.evaluate(
                            "(e => e.id || e.dataset.sort || e.className || e.textContent.trim() || e.tagName)(document.activeElement)")
                    .asText());
        }
        assertThat(reached)
                .startsWith("skip")
                .containsSubsequence(
                        "theme", "filter", "radius", "name", "detail-group", "scrub", "events", "event-kind");
        assertThat(tab.evaluate(
                                "getComputedStyle(document.activeElement).outlineStyle !== 'none' || document.activeElement === document.body")
                        .asBoolean())
                .as("the focus is seen")
                .isTrue();
    }

    @Test
    void event_byKeyboard_opensAndIsWhereTheFocusCanGo() {
        someRuns();
        show("#run=ada", "document.querySelector('#events li a')");
        tab.evaluate("document.querySelector('#events li a').focus()");
        tab.press("Enter", 13);
        tab.until("document.querySelector('#run-event .event-card:not([hidden])')");
        tab.until("document.activeElement === document.querySelector('#run-event .event-card')");
        tab.press("Tab", 9);
        assertThat(tab.evaluate("document.activeElement.closest('.event-card') !== null")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void alarm_newInTheStream_isReadOutOnceAndANoteIsNot() {
        someRuns();
        show("#run=ada", "document.querySelectorAll('#events li').length === 2");
        assertThat(tab.text("#announce")).isEmpty();
        service.put(event("bob", "Converged", "info", 300, "firing", "It has come to rest."));
        service.put(event("bob", "Stall", "warning", 301, "firing", "The weights hardly move."));
        tab.until(
                "document.querySelector('#announce').textContent === 'warning: Stall in bob at step 301. The weights hardly move.'");
        assertThat(holds("document.querySelector('#announce').getAttribute('aria-live') === 'assertive'"))
                .isTrue();
    }

    @Test
    void motion_unwanted_standsStill() {
        show("", "!document.querySelector('#empty').hidden");
        String moves = "getComputedStyle(document.querySelector('.link .dot')).animationName";
        assertThat(tab.evaluate(moves).asText()).isEqualTo("breathe");
        tab.call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        assertThat(tab.evaluate(moves).asText()).isEqualTo("none");
    }
}
