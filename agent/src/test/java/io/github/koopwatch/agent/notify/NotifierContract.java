/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.agent.readmodel.MovedClock;
import io.github.koopwatch.agent.readmodel.Samples;
import io.github.koopwatch.contract.result.ChangeEvent;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every way to tell somebody keeps to. */
abstract class NotifierContract {
    static final Links LINKS = Links.to("http://page.example");
    static final String SECRET = "Bearer s3cret";

    final Receiver receiver = new Receiver();
    final MovedClock clock = new MovedClock();

    abstract Notifier open(Post post);

    static ChangeEvent event(String kind, long step, String state) {
        return Samples.alert("r", kind, step, state);
    }

    Notice notice(ChangeEvent event) {
        return new Notice(event, clock.instant());
    }

    private Notifier to(URI address) {
        return open(new Post(address, Optional.of(SECRET)));
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void event_isPostedAsJsonWithTheSecret() throws Undelivered {
        to(receiver.address("/hook")).tell(notice(event("Stall", 9, "firing")));
        assertThat(receiver.requests).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/hook");
            assertThat(request.headers()).containsEntry("content-type", "application/json");
            assertThat(request.headers()).containsEntry("authorization", SECRET);
            assertThat(request.body().toString())
                    .contains("The dynamics changed.")
                    .doesNotContain("s3cret");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 408, 429, 500, 503})
    void receiverThatMayBeMended_isToldAgainLater(int status) {
        receiver.status = status;
        Undelivered failure = failure(to(receiver.address("/")));
        assertThat(failure.isForGood()).isFalse();
        assertThat(failure).hasMessage("answered " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void receiverThatWillNeverTakeIt_isNotToldAgain(int status) {
        receiver.status = status;
        assertThat(failure(to(receiver.address("/"))).isForGood()).isTrue();
    }

    @Test
    void receiverThatIsAway_isToldAgainLater_andNoSecretIsShown() {
        receiver.close();
        Undelivered failure = failure(to(receiver.address("/secret-path")));
        assertThat(failure.isForGood()).isFalse();
        assertThat(failure.getMessage()).contains("no answer").doesNotContain("secret", "s3cret");
    }

    private Undelivered failure(Notifier notifier) {
        return catchThrowableOfType(Undelivered.class, () -> notifier.tell(notice(event("Stall", 9, "firing"))));
    }
}
