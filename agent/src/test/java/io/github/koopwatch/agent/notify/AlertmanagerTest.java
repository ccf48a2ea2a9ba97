/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.koopwatch.contract.result.ChangeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertmanagerTest extends NotifierContract {
    private final Notifier alertmanager = open(new Post(receiver.address("/api/v2/alerts"), Optional.empty()));

    @Override
    Notifier open(Post post) {
        return new Alertmanager(post, LINKS, Severity.WARNING, clock);
    }

    private JsonNode tell(ChangeEvent event) throws Undelivered {
        alertmanager.tell(notice(event));
        return last();
    }

    private JsonNode last() {
        return receiver.requests.get(receiver.requests.size() - 1).body();
    }

    private Duration fromNow(JsonNode alert, String field) {
        return Duration.between(clock.instant(), Instant.parse(alert.get(field).asText()));
    }

    private static ChangeEvent because(ChangeEvent e, String cause) {
        return new ChangeEvent(
                e.id(),
                e.run(),
                e.group(),
                e.other(),
                e.observable(),
                e.preset(),
                e.incarnation(),
                e.kind(),
                cause,
                e.direction(),
                e.step(),
                e.onsetStep(),
                e.channel(),
                e.statistic(),
                e.threshold(),
                e.severity(),
                e.state(),
                e.expected(),
                e.message());
    }

    @Test
    void alert_hasLabelsAnnotationsAndLinks() throws Undelivered {
        JsonNode alerts = tell(event("RegimeShift", 9, "firing").answered(false, "seen"));
        assertThat(alerts).hasSize(1);
        assertThat(alerts.get(0).get("labels").toString())
                .isEqualTo(
                        "{\"alertname\":\"KoopwatchRegimeShift\",\"cause\":\"unknown\",\"group\":\"g\","
                                + "\"kind\":\"RegimeShift\",\"observable\":\"weights\",\"run\":\"r\",\"severity\":\"warning\"}");
        JsonNode annotations = alerts.get(0).get("annotations");
        assertThat(annotations.get("summary").asText()).endsWith(".");
        assertThat(annotations.get("description").asText()).isEqualTo("The dynamics changed.");
        assertThat(annotations.get("runbook_url").asText()).isEqualTo("http://page.example/runbooks/RegimeShift");
        assertThat(annotations.get("dashboard_url").asText()).startsWith("http://page.example/#run=r");
        assertThat(annotations.get("evidence_url").asText()).endsWith("&format=svg");
        assertThat(annotations.get("acknowledged").asText()).isEqualTo("seen");
        assertThat(alerts.get(0).get("generatorURL").asText()).startsWith("http://page.example/#run=r");
    }

    @Test
    void firingAlert_holdsForFiveMinutes_andEachReminderProlongsIt() throws Undelivered {
        ChangeEvent firing = event("Stall", 9, "firing");
        Instant began = clock.instant();
        JsonNode first = tell(firing).get(0);
        assertThat(first.get("startsAt").asText()).isEqualTo(began.toString());
        assertThat(fromNow(first, "endsAt")).isEqualTo(Duration.ofMinutes(5));
        clock.advance(Duration.ofMinutes(3));
        alertmanager.remind(List.of(firing), clock.instant());
        assertThat(last().get(0).get("startsAt").asText()).isEqualTo(began.toString());
        assertThat(fromNow(last().get(0), "endsAt")).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void resolvedAlert_endsNow_withTheLabelsItFiredWith() throws Undelivered {
        ChangeEvent firing = event("Stall", 9, "firing");
        JsonNode labels = tell(firing).get(0).get("labels");
        clock.advance(Duration.ofMinutes(20));
        alertmanager.remind(List.of(firing), clock.instant());
        JsonNode ended = tell(firing.resolved());
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).get("labels")).isEqualTo(labels);
        assertThat(fromNow(ended.get(0), "endsAt")).isZero();
    }

    /** Or else one that is over within group_wait would never be told. */
    @Test
    void alertThatIsOverAtOnce_isHeldForFiveMinutes() throws Undelivered {
        ChangeEvent firing = event("RegimeShift", 9, "firing");
        tell(firing);
        clock.advance(Duration.ofSeconds(2));
        assertThat(fromNow(tell(firing.resolved()).get(0), "endsAt"))
                .isEqualTo(Duration.ofMinutes(5).minusSeconds(2));
    }

    @Test
    void causeThatIsFound_endsTheAlertWithoutIt() throws Undelivered {
        ChangeEvent firing = event("RegimeShift", 9, "firing");
        tell(firing);
        clock.advance(Duration.ofSeconds(5));
        JsonNode alerts = tell(because(firing, "step_size_up"));
        assertThat(alerts).hasSize(2);
        assertThat(alerts.get(0).at("/labels/cause").asText()).isEqualTo("unknown");
        assertThat(fromNow(alerts.get(0), "endsAt")).isZero();
        assertThat(alerts.get(1).at("/labels/cause").asText()).isEqualTo("step_size_up");
        assertThat(fromNow(alerts.get(1), "endsAt")).isEqualTo(Duration.ofMinutes(5));
        assertThat(alerts.get(1).get("startsAt")).isEqualTo(alerts.get(0).get("startsAt"));
    }

    @Test
    void alertThatWasExpected_endsAtOnce() throws Undelivered {
        ChangeEvent firing = event("RegimeShift", 9, "firing");
        tell(firing);
        clock.advance(Duration.ofSeconds(5));
        JsonNode alerts = tell(firing.answered(true, "expected"));
        assertThat(alerts).hasSize(1);
        assertThat(alerts.get(0).at("/labels/severity").asText()).isEqualTo("warning");
        assertThat(fromNow(alerts.get(0), "endsAt")).isZero();
    }

    @Test
    void reminder_thatDoesNotKnowOfTheEndYet_doesNotFireAgain() throws Undelivered {
        ChangeEvent firing = event("Stall", 9, "firing");
        tell(firing);
        tell(firing.resolved());
        int before = receiver.requests.size();
        alertmanager.remind(List.of(firing), clock.instant());
        assertThat(receiver.requests).hasSize(before);
    }

    @Test
    void timesAreNeverTurnedRound_whateverTheClocksSay() throws Undelivered {
        Instant ahead = clock.instant().plus(Duration.ofHours(1));
        alertmanager.tell(new Notice(event("Stall", 9, "resolved"), ahead));
        JsonNode alert = last().get(0);
        assertThat(Instant.parse(alert.get("endsAt").asText()))
                .isAfterOrEqualTo(Instant.parse(alert.get("startsAt").asText()));
    }
}
