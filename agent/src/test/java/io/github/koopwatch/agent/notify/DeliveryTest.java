/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import static io.github.koopwatch.agent.notify.NotifierContract.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<ChangeEvent> told = new ArrayList<>();
    private Optional<Undelivered> failure = Optional.empty();
    private long nanos;
    private final Delivery delivery = new Delivery(
            Target.of("t", "webhook", URI.create("http://h/secret"), this::take),
            Severity.WARNING,
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(3), () -> nanos),
            registry);

    private void take(Notice notice) throws Undelivered {
        if (failure.isPresent()) {
            throw failure.get();
        }
        told.add(notice.event());
    }

    private boolean tell(ChangeEvent event) {
        return delivery.tell(new Notice(event, Instant.EPOCH));
    }

    private double counted(String outcome) {
        return registry.get("koopwatch.notifications")
                .tag("target", "t")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void sameVersion_isToldOnce_eachNewOneAgain() {
        ChangeEvent firing = event("Stall", 9, "firing");
        assertThat(tell(firing)).isTrue();
        assertThat(tell(firing)).isTrue();
        tell(firing.answered(false, "seen"));
        tell(firing.answered(false, "seen").resolved());
        assertThat(told).hasSize(3);
        assertThat(counted("delivered")).isEqualTo(3);
    }

    @Test
    void whatMattersTooLittle_isNotTold_unlessItWasToldBefore() {
        ChangeEvent note = event("EarlyPhase", 9, "firing").answered(true, "expected");
        assertThat(tell(note)).isTrue();
        assertThat(told).isEmpty();
        ChangeEvent alarm = event("RegimeShift", 9, "firing");
        tell(alarm);
        tell(alarm.answered(true, "expected"));
        assertThat(told).extracting(ChangeEvent::severity).containsExactly("warning", "info");
    }

    @Test
    void failure_waitsLongerEachTime_andIsForgottenAfterSuccess() {
        failure = Optional.of(Undelivered.yet("answered 500"));
        for (long seconds : new long[] {1, 2, 3, 3}) {
            assertThat(delivery.waits()).isFalse();
            assertThat(tell(event("Stall", 9, "firing"))).isFalse();
            nanos += Duration.ofSeconds(seconds).toNanos() - 1;
            assertThat(delivery.waits()).isTrue();
            nanos++;
        }
        failure = Optional.empty();
        assertThat(tell(event("Stall", 9, "firing"))).isTrue();
        failure = Optional.of(Undelivered.yet("answered 500"));
        tell(event("Stall", 10, "firing"));
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(delivery.waits()).isFalse();
        assertThat(counted("failed")).isEqualTo(5);
        assertThat(counted("delivered")).isEqualTo(1);
    }

    @Test
    void whatTheReceiverRefusesForGood_isCountedAndPassedBy() {
        failure = Optional.of(Undelivered.ever("answered 400"));
        assertThat(tell(event("Stall", 9, "firing"))).isTrue();
        assertThat(delivery.waits()).isFalse();
        assertThat(counted("rejected")).isEqualTo(1);
    }

    @Test
    void target_showsNothingOfItsAddress() {
        Target target = Target.of("t", "webhook", URI.create("http://h/secret"), this::take);
        assertThat(target.key()).matches("webhook-[0-9a-f]{12}");
        assertThat(registry.getMetersAsString()).doesNotContain("secret", "http");
    }
}
